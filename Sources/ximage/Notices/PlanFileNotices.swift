import XimageCore

/// Saved plans as files.
extension Notice {
    static let planUnwritable = Notice(
        "plan-file", Bilingual("The plan cannot be saved", zh: "无法保存计划"),
        english: RuleText(
            "{file}: {reason}.", fix: "Name a file of yours in a folder that exists and that you may write."),
        chinese: RuleText("{file}：{reason}。", fix: "请指定您自己的文件，其文件夹须存在且可写。"))

    static let planUnreadable = planUnwritable.case(
        Bilingual("The saved plan cannot be read", zh: "无法读取已保存的计划"), english: RuleText("{file}"),
        chinese: RuleText("{file}"))

    static let noSavedPlan = planUnwritable.case(
        Bilingual("Not a saved plan", zh: "不是已保存的计划"),
        english: RuleText(
            "--expect-digest is about a saved plan, and {file} is none.",
            fix: "Name the file that `ximage plan --out` wrote."),
        chinese: RuleText(
            "--expect-digest 针对已保存的计划，而 {file} 不是。", fix: "请指定 `ximage plan --out` 写入的文件。"))

    static let planDamaged = Notice(
        "plan-damaged", Bilingual("Not a whole saved plan", zh: "已保存的计划不完整"),
        english: RuleText(
            "{file} was changed after it was saved, or cut off: its digest does not fit.",
            fix: "Save the plan again:\n  {advice}"),
        chinese: RuleText("{file} 在保存后被更改或被截断：摘要不符。", fix: "重新保存计划：\n  {advice}"))

    static let planNewer = Notice(
        "plan-newer", Bilingual("Saved by a newer ximage", zh: "由更新版本的 ximage 保存"),
        english: RuleText(
            "{file} has version {version}; this ximage reads up to {known}.",
            fix: "Use the ximage that saved it, or save the plan again."),
        chinese: RuleText(
            "{file} 的版本为 {version}；此 ximage 最高可读取 {known}。", fix: "请使用保存它的 ximage，或重新保存计划。"))

    static let planOlder = Notice(
        "plan-older", Bilingual("Saved by an earlier ximage", zh: "由较早版本的 ximage 保存"),
        english: RuleText(
            "{file} cannot be compared with what this ximage plans.", fix: "Save the plan again:\n  {advice}"),
        chinese: RuleText("{file} 无法与此 ximage 的计划进行比较。", fix: "重新保存计划：\n  {advice}"))

    static let planDigest = Notice(
        "plan-digest", Bilingual("Not the plan that was approved", zh: "不是已批准的计划"),
        english: RuleText(
            "Digest {expected} was asked for; the file has {found}.",
            fix: "Have this plan approved, or fetch the one that was."),
        chinese: RuleText("要求的摘要为 {expected}，文件的摘要为 {found}。", fix: "请批准此计划，或取得已批准的计划。"))

    static let planProject = Notice(
        "plan-project", Bilingual("A plan of another project", zh: "其他项目的计划"),
        english: RuleText("The plan is for project {found}, the manifests are of {expected}."),
        chinese: RuleText("计划属于项目 {found}，清单属于 {expected}。"))

    static let planProvider = Notice(
        "plan-provider", Bilingual("A plan of another cloud", zh: "其他云的计划"),
        english: RuleText("The plan was made on provider {found}, the manifests name {expected}."),
        chinese: RuleText("计划针对 provider {found}，清单指定的是 {expected}。"))

    static let planStale = Notice(
        "plan-stale", Bilingual("The saved plan no longer fits", zh: "已保存的计划不再适用"),
        english: RuleText(
            "What it touches has moved since it was saved:\n{reasons}\nNothing was done.",
            fix: "Plan again, and have the new plan approved:\n  ximage plan --out FILE"),
        chinese: RuleText(
            "保存之后，其涉及的内容已发生变化：\n{reasons}\n未执行任何操作。",
            fix: "重新计划，并批准新的计划：\n  ximage plan --out FILE"))

    static let savedPlans = [
        planUnwritable, planUnreadable, noSavedPlan, planDamaged, planNewer, planOlder, planDigest,
        planProject,
        planProvider, planStale,
    ]
}
