import XimageCore

/// Of deletions that nothing permits yet.
extension Notice {
    static let noConsent = Notice(
        "consent", Bilingual("Consent is missing", zh: "缺少同意"),
        english: RuleText(
            "{object} ({id}) holds data and would be deleted.",
            fix: "Acknowledge `{key}` for it:\n  ximage apply --acknowledge '{key}@{object}'"),
        chinese: RuleText(
            "{object}（{id}）含有数据，将被删除。",
            fix: "请为其确认 `{key}`：\n  ximage apply --acknowledge '{key}@{object}'"))

    static let importedObject = noConsent.case(
        Bilingual("An imported object would be deleted", zh: "导入的对象会被删除"),
        english: RuleText(
            """
            {object} ({id}) was imported: it was there before this set. `destroy` deletes what the set made.
            """,
            fix: """
                Keep it, and manage it no longer:
                  ximage state rm '{object}'
                or delete it, too:
                  ximage destroy --acknowledge 'destroy@{object}'
                """),
        chinese: RuleText(
            "{object}（{id}）是导入的对象，在本清单集之前就已存在。`destroy` 只删除清单集创建的对象。",
            fix: """
                如需保留且不再管理：
                  ximage state rm '{object}'
                如需一并删除：
                  ximage destroy --acknowledge 'destroy@{object}'
                """))

    static let takenOverDeleted = noConsent.case(
        Bilingual("A taken-over object would be deleted", zh: "接管的对象会被删除"),
        english: RuleText(
            "{object} ({id}) is taken over in this run, and the plan would delete it.",
            fix: """
                Take over first, then plan again:
                  ximage state rebuild --take-over {lineage}
                or name the object:
                  ximage apply --take-over {lineage} --acknowledge 'destroy@{object}'
                """),
        chinese: RuleText(
            "{object}（{id}）在本次运行中被接管，而计划会将其删除。",
            fix: """
                请先接管，再重新生成计划：
                  ximage state rebuild --take-over {lineage}
                或指明该对象：
                  ximage apply --take-over {lineage} --acknowledge 'destroy@{object}'
                """))

    static let heldByTakeOver = noConsent.case(
        Bilingual("A deletion is held back by the take-over", zh: "因接管而暂缓删除"),
        english: RuleText(
            """
            The plan would delete {object} ({id}) in the run that takes over {count}. They may be its only reason, and \
            whoever can write tags can write their marks.
            """,
            fix: """
                Take over first, then plan again:
                  ximage state rebuild --take-over {lineage}
                or name the object:
                  ximage apply --take-over {lineage} --acknowledge 'destroy@{object}'
                """),
        chinese: RuleText(
            "计划会在接管 {count}的同一次运行中删除 {object}（{id}）。删除的原因可能仅来自这些对象，而任何能写标签的人都能写出它们的标记。",
            fix: """
                请先接管，再重新生成计划：
                  ximage state rebuild --take-over {lineage}
                或指明该对象：
                  ximage apply --take-over {lineage} --acknowledge 'destroy@{object}'
                """))

    static let removalStillDeclared = Notice(
        "still-declared", Bilingual("Removal of what is declared", zh: "移除的对象仍有声明"),
        english: RuleText(
            """
            `removed` says that {entry} is to be deleted, and the plan creates {new}, which the entry covers. It would \
            delete {new} once the block has fewer instances.
            """,
            fix: "Remove the entry of `removed`, and what was acknowledged for it."),
        chinese: RuleText(
            "`removed` 要求删除 {entry}，而计划要创建的 {new} 也在该条目范围内。一旦该块的实例减少，{new} 就会被删除。",
            fix: "请删除 `removed` 中的该条目，以及为其所做的确认。"))

    static let undecided = Notice(
        "removal-undecided", Bilingual("Object in state is no longer declared", zh: "状态中的对象不再声明"),
        english: RuleText(
            """
            {object} is in state and in the cloud, but no manifest declares it. ximage deletes nothing because a block is \
            missing.
            """,
            fix: "{fix}"),
        chinese: RuleText(
            "{object}存在于状态和云上，但没有清单声明它。ximage 不会因为缺少块而删除对象。", fix: "{fix}"))

    static let undecidedBlock = undecided.case(
        english: RuleText(
            """
            {count} objects of {block} are in state and in the cloud, but no manifest declares them: {object}. ximage \
            deletes nothing because a block is missing.
            """,
            fix: "{fix}"),
        chinese: RuleText(
            "{block} 的 {count} 个对象存在于状态和云上，但没有清单声明它们：{object}。ximage 不会因为缺少块而删除对象。", fix: "{fix}"))

    static let objectsGone = Notice(
        "objects-gone", Bilingual("Most recorded objects no longer exist", zh: "大部分已记录的对象不复存在"),
        english: RuleText(
            """
            {all} of {recorded} recorded objects no longer exist, each asked for by its id: {count} of them in region \
            project {project}: {objects}. ximage would {deed}.
            """,
            fix: """
                Check that the key, the account and `provider.endpoints` are those that created them. If the objects are \
                really gone:
                  ximage {command} --acknowledge 'objects-gone@{project}={count}'
                """),
        chinese: RuleText(
            """
            已记录的 {recorded} 个对象中有 {all} 个按 ID 逐一查询均不存在，其中 {count} 个属于区域项目 {project}：\
            {objects}。ximage 将会{deed}。
            """,
            fix: """
                请检查访问密钥、账号和 `provider.endpoints` 是否为创建这些对象时所用。如对象确已不存在：
                  ximage {command} --acknowledge 'objects-gone@{project}={count}'
                """))

    static let idleLoss = objectsGone.case(
        Bilingual("An accepted loss was not found", zh: "未发现已接受的丢失"),
        english: RuleText(
            """
            `objects-gone@{project}={count}` accepts that objects in region project {project} no longer exist, and no \
            such loss was found.
            """,
            fix: "Leave the acknowledgement out."),
        chinese: RuleText(
            "`objects-gone@{project}={count}` 确认区域项目 {project} 的对象不复存在，但未发现这样的丢失。",
            fix: "请去掉该确认。"))

    static let consentNotices = [
        noConsent, importedObject, takenOverDeleted, heldByTakeOver, removalStillDeclared, undecided,
        undecidedBlock, objectsGone, idleLoss,
    ]
}
