internal import XimageCore

/// Of single values.
extension Notice {
    static let wrongType = Notice(
        "wrong-type", Bilingual("Value has the wrong type", zh: "值的类型不正确"),
        english: RuleText("{subject} is {found}; it takes {type}.", fix: "Write {type} such as `{example}`."),
        chinese: RuleText("{subject}是{found}，应为{type}。", fix: "请写{type}，例如 `{example}`。"))

    /// Of a type of which no example is known.
    static let wrongKind = wrongType.case(
        english: RuleText("{subject} is {found}; it takes {type}.", fix: "Write {type}."),
        chinese: RuleText("{subject}是{found}，应为{type}。", fix: "请写{type}。"))

    static let listForMap = wrongType.case(
        english: RuleText(
            "{subject} is {found}; it takes {type}.", fix: "Write a map with a key for each:\n{entry}"),
        chinese: RuleText("{subject}是{found}，应为{type}。", fix: "请写成映射，每一项一个键：\n{entry}"))

    static let wrongUnit = wrongType.case(
        english: RuleText(
            "{subject} is {found}; it takes {type}.", fix: "Write `{nearest}`: sizes are in powers of 1024."),
        chinese: RuleText("{subject}是{found}，应为{type}。", fix: "请写 `{nearest}`：容量以 1024 的幂计。"))

    static let unquoted = wrongType.case(
        english: RuleText("{subject} is {found}; it takes {type}.", fix: "Put it in quotes: `\"{text}\"`."),
        chinese: RuleText("{subject}是{found}，应为{type}。", fix: "请加引号：`\"{text}\"`。"))

    static let listInText = wrongType.case(
        Bilingual("List or map inside a text", zh: "文本中含有列表或映射"),
        english: RuleText(
            "`${{name}}` is {kind}, which has no place inside a longer text.",
            fix: "Use a part of it, such as `${{name}.key}`, or the expression alone."),
        chinese: RuleText(
            "`${{name}}` 是{kind}，不能放在一段文本中。",
            fix: "请使用其中的一部分，例如 `${{name}.key}`，或单独使用该表达式。"))

    static let wrongLoopItem = wrongType.case(
        english: RuleText(
            """
            An item of `forEach` is {kind}; items of a list become keys, so they are texts or whole numbers.
            """,
            fix: "Use a map, `{key: value}`, to give instances more than a key."),
        chinese: RuleText(
            "`forEach` 的一项是{kind}；列表的各项会成为键，因此须为文本或整数。",
            fix: "如需为实例提供键以外的值，请使用映射 `{key: value}`。"))

    static let wrongVariableType = wrongType.case(
        english: RuleText(
            "`var.{name}` is declared as {type}; {source} gives {found}.",
            fix: "Give a value of this type, or correct `type`."),
        chinese: RuleText(
            "`var.{name}` 声明的类型为 {type}，而 {source} 给出的是{found}。",
            fix: "请提供该类型的值，或更正 `type`。"))

    static let noManifest = wrongType.case(
        Bilingual("File is not a manifest", zh: "文件不是清单"),
        english: RuleText(
            "A manifest is a map of sections such as `servers:` and `images:`; this document is {found}.",
            fix: "Write the sections, or leave the file out with `exclude` in the file that has `project`."),
        chinese: RuleText(
            "清单是由 `servers:`、`images:` 等部分组成的映射，而本文档是{found}。",
            fix: "请写出这些部分，或在含有 `project` 的文件中用 `exclude` 排除该文件。"))

    static let wrongForm = Notice(
        "wrong-value", Bilingual("Value has the wrong form", zh: "值的格式不正确"),
        english: RuleText(
            "`{path}` takes {form}; {value} is none: {fault}.", fix: "Write {form} such as `{example}`."),
        chinese: RuleText("`{path}` 应为{form}，而{value}不符合：{fault}。", fix: "请写{form}，例如 `{example}`。"))

    static let misspeltForm = wrongForm.case(
        english: RuleText(
            "`{path}` takes {form}; {value} is none: {fault}.", fix: "Did you mean {nearest}?"),
        chinese: RuleText("`{path}` 应为{form}，而{value}不符合：{fault}。", fix: "是否应为 {nearest}？"))

    static let wrongCopyKey = wrongForm.case(
        english: RuleText(
            "`{key}` cannot be the key of a copy: {fault}.",
            fix: "Use letters, digits, `_` and `-` in `forEach`."),
        chinese: RuleText("`{key}` 不能作为镜像副本的键：{fault}。", fix: "`forEach` 中请使用字母、数字、`_` 和 `-`。"))

    static let wrongInstanceKey = wrongForm.case(
        english: RuleText(
            "`{key}` cannot be an instance's key: {fault}.", fix: "Use letters, digits, `.`, `_` and `-`."),
        chinese: RuleText("`{key}` 不能作为实例的键：{fault}。", fix: "请使用字母、数字、`.`、`_` 和 `-`。"))

    static let noChoice = wrongForm.case(
        Bilingual("Value is not one of the choices", zh: "值不在可选范围内"),
        english: RuleText("`{path}` is `{value}`; it can be {choices}.", fix: "Choose one of them."),
        chinese: RuleText("`{path}` 的值为 `{value}`；可选值：{choices}。", fix: "请从中选择一个。"))

    static let misspeltChoice = noChoice.case(
        english: RuleText("`{path}` is `{value}`; it can be {choices}.", fix: "Did you mean `{nearest}`?"),
        chinese: RuleText("`{path}` 的值为 `{value}`；可选值：{choices}。", fix: "是否应为 `{nearest}`？"))

    static let moveToNowhere = wrongForm.case(
        Bilingual("Move goes nowhere", zh: "移动条目无效"),
        english: RuleText(
            "{old} cannot become {new}: a move is between two different addresses of one kind.",
            fix: "Correct one of them."),
        chinese: RuleText("{old} 不能移动为 {new}：移动须在同一类型的两个不同地址之间进行。", fix: "请更正其中一个。"))

    static let wrongFirstZone = wrongForm.case(
        Bilingual("Spread begins outside of its zones", zh: "起始可用区不在分布范围内"),
        english: RuleText(
            "`first` of {object} is `{zone}`; the spread has {zones}.", fix: "Name one of them."),
        chinese: RuleText("{object} 的 `first` 为 `{zone}`；分布范围为 {zones}。", fix: "请从中指定一个。"))

    static let misspeltFirstZone = wrongFirstZone.case(
        english: RuleText(
            "`first` of {object} is `{zone}`; the spread has {zones}.", fix: "Did you mean `{nearest}`?"),
        chinese: RuleText("{object} 的 `first` 为 `{zone}`；分布范围为 {zones}。", fix: "是否应为 `{nearest}`？"))

    static let outOfRange = Notice(
        "out-of-range", Bilingual("Value is out of range", zh: "值超出范围"),
        english: RuleText(
            "`{path}` is {value}; allowed is {min} to {max}.", fix: "Choose a value in this range."),
        chinese: RuleText("`{path}` 为 {value}，允许范围为 {min} 至 {max}。", fix: "请在该范围内取值。"))

    static let crossedBounds = outOfRange.case(
        Bilingual("Bounds contradict each other", zh: "上下限互相矛盾"),
        english: RuleText(
            "`expect` of {object} asks for at least {min} and at most {max}.", fix: "Swap them."),
        chinese: RuleText("{object} 的 `expect` 要求至少 {min}、至多 {max}。", fix: "请交换两者。"))

    static let shownSecret = Notice(
        "sensitive-value", Bilingual("Sensitive value would be shown", zh: "敏感值会被显示"),
        english: RuleText(
            "`{path}` is shown in plans and kept in state, and the value comes from a sensitive variable.",
            fix: "Use a variable that is not sensitive, or write the value."),
        chinese: RuleText(
            "`{path}` 会显示在计划中并保存在状态中，而该值来自敏感变量。",
            fix: "请使用非敏感变量，或直接写出该值。"))

    static let wrongVersion = Notice(
        "wrong-version", Bilingual("Version is not known", zh: "未知的版本"),
        english: RuleText(
            "The manifest asks for version {version} of the language; this ximage knows version 1.",
            fix: "Write `version: 1`, or use a newer ximage."),
        chinese: RuleText(
            "清单要求语言版本 {version}，而当前 ximage 支持版本 1。",
            fix: "请写 `version: 1`，或使用更新的 ximage。"))

    static let wrongCount = Notice(
        "wrong-match-count",
        Bilingual("Selection matches an unexpected number", zh: "选择条件匹配的数量不符合预期"),
        english: RuleText(
            "{object} selects {count} of {all} declared servers; expected are {min} to {max}.",
            fix: "Correct the labels, or `expect`."),
        chinese: RuleText(
            "{object} 在 {all} 台已声明的云服务器中选中 {count} 台，预期为 {min} 至 {max} 台。",
            fix: "请更正标签或 `expect`。"))

    static let noMatch = wrongCount.case(
        Bilingual("Selection matches nothing", zh: "选择条件没有匹配任何对象"),
        english: RuleText(
            "{object} selects 0 of {all} declared servers; an image of nothing is a mistake.",
            fix: "Correct the labels: declared are {labels}."),
        chinese: RuleText(
            "{object} 在 {all} 台已声明的云服务器中未选中任何一台，无法制作镜像。",
            fix: "请更正标签。已声明的标签：{labels}。"))

    static let valueNotices = [
        wrongType, wrongKind, listForMap, wrongUnit, unquoted, listInText, wrongLoopItem, wrongVariableType,
        noManifest, wrongForm, misspeltForm, wrongCopyKey, wrongInstanceKey, noChoice, misspeltChoice,
        moveToNowhere, wrongFirstZone, misspeltFirstZone, outOfRange, crossedBounds, shownSecret,
        wrongVersion,
        wrongCount, noMatch,
    ]
}
