internal import XimageCore

/// Of names, addresses and references.
extension Notice {
    static let sectionTwice = Notice(
        "duplicate-key", Bilingual("Section given twice", zh: "部分重复"),
        english: RuleText(
            "`{key}` stands in two places of the set; it can have one value only.", fix: "Keep one of them."),
        chinese: RuleText("`{key}` 在清单集中出现了两次，只能有一个值。", fix: "请只保留一个。"))

    static let declaredTwice = Notice(
        "duplicate-name", Bilingual("Declared twice", zh: "重复声明"),
        english: RuleText(
            "`{section}` has two entries named `{name}`; a name stands for one thing.",
            fix: "Rename one of them, or remove it."),
        chinese: RuleText(
            "`{section}` 中有两个名为 `{name}` 的条目；一个名称只能对应一个对象。",
            fix: "请重命名或删除其中一个。"))

    static let blockAndInstance = declaredTwice.case(
        english: RuleText(
            """
            `{name}` is declared as a block, and `{instance}` as an instance of it; a name is one or the other.
            """,
            fix: "Rename one of them, or remove it."),
        chinese: RuleText(
            "`{name}` 声明为块，而 `{instance}` 声明为它的实例；一个名称只能是其中之一。",
            fix: "请重命名或删除其中一个。"))

    static let twinCopies = declaredTwice.case(
        Bilingual("Two copies with one address", zh: "两个镜像副本使用同一地址"),
        english: RuleText("{object} is declared twice, once by a loop.", fix: "Rename one of them."),
        chinese: RuleText("{object} 声明了两次，其中一次由循环产生。", fix: "请重命名其中一个。"))

    static let twinImages = declaredTwice.case(
        Bilingual("Two images with one address", zh: "两个镜像使用同一地址"),
        english: RuleText(
            "{object} selects {first} and {second}; both images would be {object}[\"{key}\"].",
            fix: "Rename one of the servers."),
        chinese: RuleText(
            "{object} 选中了 {first} 和 {second}，两个镜像的地址都会是 {object}[\"{key}\"]。",
            fix: "请重命名其中一台云服务器。"))

    static let instanceTwice = declaredTwice.case(
        Bilingual("Instance given twice", zh: "实例重复"),
        english: RuleText(
            "`forEach` of `{object}` has `{key}` twice; instances have different keys.",
            fix: "Remove one of them."),
        chinese: RuleText("`{object}` 的 `forEach` 中 `{key}` 出现了两次；各实例的键须不同。", fix: "请删除其中一个。"))

    static let addressTwice = declaredTwice.case(
        Bilingual("Address given twice", zh: "地址重复"),
        english: RuleText("`{section}` names {object} twice.", fix: "Keep one of the entries."),
        chinese: RuleText("`{section}` 中 {object} 出现了两次。", fix: "请只保留一个条目。"))

    static let removalOfDeclared = Notice(
        "still-declared", Bilingual("Removal of what is declared", zh: "移除的对象仍有声明"),
        english: RuleText(
            "{object} stands under `removed` and is declared as well; it cannot be both.",
            fix: "Remove the block, or the entry of `removed`."),
        chinese: RuleText(
            "{object} 写在 `removed` 下，同时又有声明；两者不能并存。",
            fix: "请删除该块，或删除 `removed` 中的条目。"))

    static let moveOfDeclared = removalOfDeclared.case(
        Bilingual("Move of what is declared", zh: "移动的对象仍有声明"),
        english: RuleText(
            "{object} is still declared; only what is gone can move.",
            fix: "Remove the block, or the entry of `moved`."),
        chinese: RuleText(
            "{object} 仍有声明；只有不再声明的对象才能移动。",
            fix: "请删除该块，或删除 `moved` 中的条目。"))

    static let unknownReference = Notice(
        "unknown-reference", Bilingual("Reference to what is not declared", zh: "引用的对象没有声明"),
        english: RuleText(
            "There is no {kind} `{name}`. {known}", fix: "Correct the name, or declare the {kind}."),
        chinese: RuleText("没有{kind} `{name}`。{known}", fix: "请更正名称，或声明该{kind}。"))

    static let misspeltReference = unknownReference.case(
        english: RuleText("There is no {kind} `{name}`. {known}", fix: "Did you mean `{nearest}`?"),
        chinese: RuleText("没有{kind} `{name}`。{known}", fix: "是否应为 `{nearest}`？"))

    static let referenceLeftOut = unknownReference.case(
        Bilingual("Reference to what is left out", zh: "引用的对象已被排除"),
        english: RuleText(
            "{block} is declared, but `when`, `count` or `forEach` leave no instance of it.",
            fix: "Give this block the same condition."),
        chinese: RuleText(
            "{block} 已声明，但 `when`、`count` 或 `forEach` 使其没有任何实例。",
            fix: "请为该块设置相同的条件。"))

    static let vagueReference = unknownReference.case(
        Bilingual("Reference does not say which instance", zh: "引用没有指明实例"),
        english: RuleText(
            "{block} has {count} instances: {instances}.", fix: "Name one of them, such as `'{first}'`."),
        chinese: RuleText("{block} 有 {count} 个实例：{instances}。", fix: "请指定其中一个，例如 `'{first}'`。"))

    static let unknownInstance = unknownReference.case(
        english: RuleText("{block} has no instance `{name}`; it has {instances}.", fix: "Name one of them."),
        chinese: RuleText("{block} 没有实例 `{name}`，现有实例：{instances}。", fix: "请从中指定一个。"))

    static let misspeltInstance = unknownReference.case(
        english: RuleText(
            "{block} has no instance `{name}`; it has {instances}.", fix: "Did you mean `'{nearest}'`?"),
        chinese: RuleText("{block} 没有实例 `{name}`，现有实例：{instances}。", fix: "是否应为 `'{nearest}'`？"))

    static let imageLeftOut = Notice(
        "image-left-out", Bilingual("Image left out with its server", zh: "镜像随云服务器一起被排除"),
        english: RuleText(
            "`when` leaves out {server}, so {image} is left out, too. Its generations stay."),
        chinese: RuleText("`when` 排除了 {server}，因此 {image} 也被排除，其各代镜像保留。"))

    static let nameNotices = [
        sectionTwice, declaredTwice, blockAndInstance, twinCopies, twinImages, instanceTwice, addressTwice,
        removalOfDeclared, moveOfDeclared, unknownReference, misspeltReference, referenceLeftOut,
        vagueReference,
        unknownInstance, misspeltInstance, imageLeftOut,
    ]
}
