import XimageCore

/// How runs begin and end.
extension Notice {
    static let bug = Notice(
        "bug", Bilingual("This is a bug in ximage", zh: "这是 ximage 的缺陷"),
        english: RuleText(
            "The plan breaks a rule that every plan keeps: {defect}. Nothing was done.",
            fix: "Report it with the manifests and the output of `ximage plan`."),
        chinese: RuleText(
            "计划违反了所有计划都必须遵守的规则：{defect}。未执行任何操作。",
            fix: "请附上清单和 `ximage plan` 的输出进行报告。"))

    static let interruptedRun = Notice(
        "interrupted", Bilingual("Interrupted", zh: "已中断"),
        english: RuleText("The run was stopped before it was done."), chinese: RuleText("运行在完成之前被停止。"))

    static let otherError = Notice(
        "error", Bilingual("The command could not go on", zh: "命令无法继续"), english: RuleText("{reason}"),
        chinese: RuleText("{reason}"))

    static let wrongCommandLine = Notice(
        "usage", Bilingual("The command line is wrong", zh: "命令行有误"), english: RuleText("{reason}"),
        chinese: RuleText("{reason}"))

    static let setAbove = Notice(
        "set-above", Bilingual("This folder has no set", zh: "此文件夹没有清单"),
        english: RuleText(
            "`{command}` takes no set from a folder above, and there is one in `{folder}`.",
            fix: "If that set is meant:\n  {advice}"),
        chinese: RuleText(
            "`{command}` 不使用上级文件夹中的清单，而 `{folder}` 中有一个。", fix: "如果要使用该清单：\n  {advice}"))

    // MARK: Questions that nobody can answer

    static let noTerminal = Notice(
        "no-terminal", Bilingual("Nobody to ask", zh: "无法询问"),
        english: RuleText(
            "{command} asks before it changes anything, and there is no terminal to ask on.",
            fix: "If this plan shall be carried out:\n  {advice}"),
        chinese: RuleText(
            "{command} 在更改任何内容之前会询问，但没有终端可以询问。", fix: "如果要执行此计划：\n  {advice}"))

    static let noTerminalToReset = noTerminal.case(
        english: RuleText(
            "reset asks before it removes anything, and there is no terminal to ask on.",
            fix: "If it shall go:\n  {advice}"),
        chinese: RuleText("reset 在删除任何内容之前会询问，但没有终端可以询问。", fix: "如果要删除：\n  {advice}"))

    static let noTerminalToGiveUp = noTerminal.case(
        english: RuleText("abandon asks before it gives a step up.", fix: "To give it up:\n  {advice}"),
        chinese: RuleText("abandon 在放弃步骤之前会询问。", fix: "如果要放弃：\n  {advice}"))

    static let noTerminalToRecord = noTerminal.case(
        english: RuleText(
            "{command} asks before it records anything.", fix: "If the listed objects are right:\n  {advice}"),
        chinese: RuleText("{command} 在记录任何内容之前会询问。", fix: "如果列出的对象正确：\n  {advice}"))

    static let noTerminalToChoose = noTerminal.case(
        english: RuleText(
            """
            Several objects have the mark of one address, and you have to say which one counts. The others stay as \
            they are.
            """,
            fix: "With the most likely objects chosen; replace an id to choose another one:\n  {advice}"),
        chinese: RuleText(
            "有多个对象带有同一地址的标记，您需要指明以哪一个为准。其他对象保持不变。",
            fix: "以下命令选择了最可能的对象；替换 ID 可选择其他对象：\n  {advice}"))

    static let otherNumberConfirmed = Notice(
        "consent", Bilingual("Another number of objects was confirmed", zh: "确认的对象数量不符"),
        english: RuleText(
            "The plan deletes {objects}, and --confirm says {given}.",
            fix: "Read the plan above. To carry it out:\n  {advice}"),
        chinese: RuleText(
            "计划将删除 {objects}，而 --confirm 指定的是 {given}。", fix: "请阅读上面的计划。如果要执行：\n  {advice}"))

    static let consentMissing = otherNumberConfirmed.case(
        Bilingual("Consent is missing", zh: "缺少同意"),
        english: RuleText(
            """
            The plan deletes {objects}. {command} asks for that number, and there is no terminal to ask on. --yes is \
            no consent to it.
            """, fix: "Read the plan above. To carry it out:\n  {advice}"),
        chinese: RuleText(
            "计划将删除 {objects}。{command} 会询问该数量，但没有终端可以询问。--yes 不代表对此同意。",
            fix: "请阅读上面的计划。如果要执行：\n  {advice}"))

    // MARK: Steps that an earlier run left

    static let interruptedStep = Notice(
        "interrupted-step", Bilingual("An earlier run left a step open", zh: "之前的运行留下了未结束的步骤"),
        english: RuleText(
            "{step}: {phase}.",
            fix: "To take it up:\n  ximage resume\nIf it is stuck, to give it up:\n  {advice}"),
        chinese: RuleText(
            "{step}：{phase}。", fix: "继续该步骤：\n  ximage resume\n如果卡住，可以放弃：\n  {advice}"))

    static let unsettledStep = Notice(
        "unsettled",
        Bilingual("It is not known what became of an interrupted step", zh: "被中断的步骤结果未知"),
        english: RuleText(
            "{step}: {reason}\nUntil that is known nothing new is begun, so that nothing is made twice.",
            fix: "Run apply again when the cloud answers. If the step is stuck, give it up:\n  {advice}"),
        chinese: RuleText(
            "{step}：{reason}\n在结果确定之前不会开始新的操作，以免重复创建。",
            fix: "云端有响应后再次执行 apply。如果步骤卡住，可以放弃：\n  {advice}"))

    static let noSuchStep = Notice(
        "no-such-step", Bilingual("No open step has this name", zh: "没有此名称的未结束步骤"),
        english: RuleText("Open are:\n{steps}", fix: "To give up one of them:\n  {advice}"),
        chinese: RuleText("未结束的步骤：\n{steps}", fix: "放弃其中一个：\n  {advice}"))

    static let noOpenStep = noSuchStep.case(
        english: RuleText("State has no open step."), chinese: RuleText("状态中没有未结束的步骤。"))

    static let all: [Notice] =
        [
            bug, interruptedRun, otherError, wrongCommandLine, setAbove, noTerminal, noTerminalToReset,
            noTerminalToGiveUp,
            noTerminalToRecord, noTerminalToChoose, otherNumberConfirmed, consentMissing, interruptedStep,
            unsettledStep, noSuchStep, noOpenStep,
        ] + savedPlans + providers + states + files + guests + addresses
}
