import XimageCore

/// Of options, selections and moves that do not fit.
extension Notice {
    static let removalDeclared = Notice(
        "removal-declared", Bilingual("Removal of what is declared", zh: "移除的对象仍有声明"),
        english: RuleText(
            """
            `--removed {entry}` names what the manifests declare: ximage would keep it, or create it again.
            """,
            fix: "Take its block out of the manifests, or leave the option out."),
        chinese: RuleText(
            "`--removed {entry}` 指定的对象在清单中有声明：ximage 会保留它，或重新创建它。",
            fix: "请从清单中删除其块，或去掉该选项。"))

    static let unknownRemoval = Notice(
        "unknown-address", Bilingual("Removal of what state does not know", zh: "移除的对象不在状态中"),
        english: RuleText(
            "`--removed {entry}` fits no object of the state, so there is nothing to remove.", fix: "{fix}"),
        chinese: RuleText("`--removed {entry}` 与状态中的任何对象都不匹配，没有可移除的对象。", fix: "{fix}"))

    static let unknownRenewal = unknownRemoval.case(
        Bilingual("Renewal of what is not declared", zh: "更新的镜像没有声明"),
        english: RuleText("No manifest declares {object}, so there is nothing to renew.", fix: "{fix}"),
        chinese: RuleText("没有清单声明 {object}，没有可更新的镜像。", fix: "{fix}"))

    static let fitsNothing = Notice(
        "fits-nothing", Bilingual("A pattern fits nothing", zh: "模式没有匹配任何地址"),
        english: RuleText(
            "`{option}` fits no address of this set, of its state or of this plan.", fix: "{fix}"),
        chinese: RuleText("`{option}` 与本清单集、其状态和本计划中的任何地址都不匹配。", fix: "{fix}"))

    static let formerAddress = Notice(
        "former-address", Bilingual("A pattern fits a former address", zh: "模式匹配的是旧地址"),
        english: RuleText(
            """
            `{option}` fits no address of this set, of its state or of this plan. `moved` calls {former} {present} now.
            """,
            fix: "Write `{correct}`."),
        chinese: RuleText(
            "`{option}` 与本清单集、其状态和本计划中的任何地址都不匹配。`moved` 已将 {former} 移动为 {present}。",
            fix: "请写 `{correct}`。"))

    static let movesMeet = Notice(
        "moves-meet", Bilingual("Several objects move to one address", zh: "多个对象移动到同一地址"),
        english: RuleText(
            "State has objects at {origins}, and `moved` leads each of them to {object}.",
            fix: """
                Keep the entry of the object that {object} means. Declare the other, or end it under `removed:`.
                """),
        chinese: RuleText(
            "状态中有对象位于 {origins}，而 `moved` 将它们都移动到 {object}。",
            fix: "请保留 {object} 所指对象的条目；另一个请予以声明，或在 `removed:` 下结束。"))

    static let selectionMatches = Notice(
        "wrong-match-count",
        Bilingual("Selection matches an unexpected number", zh: "选择条件匹配的数量不符合预期"),
        english: RuleText(
            "{object} selects {count} of the servers in {regions}; expected are {bounds}.",
            fix: "Look at what came or went, then correct `live` or `expect`."),
        chinese: RuleText(
            "{object} 在 {regions} 的云服务器中选中 {count} 台，预期为{bounds}。",
            fix: "请查看新增或减少了哪些云服务器，然后更正 `live` 或 `expect`。"))

    static let selectionMatchesNothing = selectionMatches.case(
        Bilingual("Selection matches nothing", zh: "选择条件没有匹配任何对象"),
        english: RuleText(
            "{object} selects 0 of the servers in {regions}; an image of nothing is a mistake.",
            fix: "Correct `live`; to see names and tags:\n  ximage list servers"),
        chinese: RuleText(
            "{object} 在 {regions} 的云服务器中未选中任何一台，无法制作镜像。",
            fix: "请更正 `live`；查看名称和标签：\n  ximage list servers"))

    static let optionNotices = [
        removalDeclared, unknownRemoval, unknownRenewal, fitsNothing, formerAddress, movesMeet,
        selectionMatches, selectionMatchesNothing,
    ]
}
