internal import XimageCore

/// Of `${...}` and variables.
extension Notice {
    static let strayLiteral = Notice(
        "wrong-expression", Bilingual("Literal `${` has no place here", zh: "此处不能写字面的 `${`"),
        english: RuleText(
            "`{path}` is filled in later, when a literal `${` could not be told from an expression.",
            fix: "Write the text without `${`."),
        chinese: RuleText(
            "`{path}` 在之后才代入值，届时无法区分字面的 `${` 与表达式。",
            fix: "请不要在该文本中使用 `${`。"))

    static let lateName = strayLiteral.case(
        Bilingual("Name is not known here", zh: "此处无法使用该名称"),
        english: RuleText(
            "`${{name}}` has no value in `{path}`: it is known only later, or in other blocks.",
            fix: "Use a name that is known here: `var`, `each`, `project`, `env`."),
        chinese: RuleText(
            "`${{name}}` 在 `{path}` 中没有值：它要到之后才能确定，或只能用在其他块中。",
            fix: "请使用此处可用的名称：`var`、`each`、`project`、`env`。"))

    static let openExpression = strayLiteral.case(
        Bilingual("Expression is wrong", zh: "表达式不正确"),
        english: RuleText(
            "`${` begins an expression, and no `}` ends it.",
            fix: "Write a name such as `${var.revision}`; a literal `${` is written `$${`."),
        chinese: RuleText(
            "`${` 开始了一个表达式，但没有以 `}` 结束。",
            fix: "请写出名称，例如 `${var.revision}`；字面的 `${` 写作 `$${`。"))

    static let malformedExpression = openExpression.case(
        english: RuleText(
            """
            `${{text}}` is not a name. Expressions are dotted names; there are no functions, operators or indices.
            """,
            fix: "Write a name such as `${var.revision}`; a literal `${` is written `$${`."),
        chinese: RuleText(
            "`${{text}}` 不是名称。表达式是以点分隔的名称，没有函数、运算符或下标。",
            fix: "请写出名称，例如 `${var.revision}`；字面的 `${` 写作 `$${`。"))

    static let unknownName = Notice(
        "unknown-name", Bilingual("Unknown name in an expression", zh: "表达式中有未知的名称"),
        english: RuleText(
            "There is no `{name}`.",
            fix: "Declare it under `variables`, or write the value; a literal `${` is written `$${`."),
        chinese: RuleText(
            "`{name}` 不存在。",
            fix: "请在 `variables` 下声明，或直接写出值；字面的 `${` 写作 `$${`。"))

    static let misspeltName = unknownName.case(
        english: RuleText("There is no `{name}`.", fix: "Did you mean `${{nearest}}`?"),
        chinese: RuleText("`{name}` 不存在。", fix: "是否应为 `${{nearest}}`？"))

    static let eachOutsideLoop = unknownName.case(
        english: RuleText(
            "`${{name}}` has a meaning only in a block with `forEach` or `count`.",
            fix: "Give the block a `forEach` or `count`, or write the value."),
        chinese: RuleText(
            "`${{name}}` 只能用在带有 `forEach` 或 `count` 的块中。",
            fix: "请为该块添加 `forEach` 或 `count`，或直接写出值。"))

    static let unknownVariable = unknownName.case(
        Bilingual("Unknown variable", zh: "未知的变量"),
        english: RuleText(
            "{source} sets `{name}`, and no such variable is declared.",
            fix: "Declare it under `variables`, or leave it out."),
        chinese: RuleText("{source} 设置了 `{name}`，但没有声明该变量。", fix: "请在 `variables` 下声明，或去掉它。"))

    static let misspeltVariable = unknownVariable.case(
        english: RuleText(
            "{source} sets `{name}`, and no such variable is declared.", fix: "Did you mean `{nearest}`?"),
        chinese: RuleText("{source} 设置了 `{name}`，但没有声明该变量。", fix: "是否应为 `{nearest}`？"))

    static let missingVariable = Notice(
        "missing-variable", Bilingual("Variable has no value", zh: "变量没有值"),
        english: RuleText(
            "`{name}` has no default, and nothing gives it a value.",
            fix: "Add a `default`, or run with\n  --var {name}=..."),
        chinese: RuleText(
            "`{name}` 没有默认值，也没有其他来源为其赋值。",
            fix: "请添加 `default`，或在运行时加上\n  --var {name}=..."))

    static let expressionNotices = [
        strayLiteral, lateName, openExpression, malformedExpression, unknownName, misspeltName,
        eachOutsideLoop,
        unknownVariable, misspeltVariable, missingVariable,
    ]
}
