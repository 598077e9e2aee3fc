/// libyaml's words for broken grammar, in words that say what to do.
enum SyntaxMessages {
    /// - Parameters:
    ///   - problem: As libyaml says it.
    ///   - context: What it was reading, in its words.
    ///   - offset: Where it stopped.
    ///   - origin: Where what it was reading began.
    static func problem(
        _ problem: String, context: String?, at offset: Int, from origin: Int?, in text: YAMLText
    ) -> YAMLProblem {
        let offset = min(offset, text.bytes.count)
        let message = message(problem, context: context, at: offset, in: text)
        var end = offset
        if end < text.bytes.count, text.bytes[end] != 0x0A, text.bytes[end] != 0x0D {
            end += 1
            while end < text.bytes.count, text.bytes[end] & 0xC0 == 0x80 { end += 1 }
        }
        var related: YAMLRemark?
        if let origin, origin != offset {
            related = YAMLRemark(
                text.range(from: origin, to: origin),
                YAMLWords("what was being read begins here", zh: "正在读取的内容从此处开始"))
        }
        return YAMLProblem(
            message, ["problem": problem + (context.map { ", \($0)" } ?? "")],
            at: text.range(from: offset, to: end), related: related)
    }

    private static func message(_ problem: String, context: String?, at offset: Int, in text: YAMLText)
        -> YAMLMessage
    {
        if offset < text.bytes.count, text.bytes[offset] == 0x09,
            problem.contains("cannot start any token") || problem.contains("tab")
        {
            return tab
        }
        for (words, message) in table where problem.contains(words) || context?.contains(words) == true {
            return message
        }
        return other
    }

    static var all: [YAMLMessage] { [tab, other] + table.map(\.1) }

    private static let tab = YAMLMessage(
        .syntax, YAMLWords("Tab in the indentation", zh: "缩进中有制表符"),
        YAMLWords(
            "A tab stands where YAML counts blanks. Tabs have no fixed width, so YAML does not allow them there.",
            zh: "YAML 按空格数判断缩进，而此处是制表符。制表符没有固定宽度，因此 YAML 不允许在此使用。"),
        fix: YAMLWords("Indent with blanks, two for each level.", zh: "请用空格缩进，每层两个。"))

    private static let other = YAMLMessage(
        .syntax, YAMLWords("Text is not valid YAML", zh: "文本不是合法的 YAML"),
        YAMLWords("The YAML reader says: {problem}.", zh: "YAML 解析器报告：“{problem}”。"))

    /// The first row whose words occur counts.
    private static let table: [(String, YAMLMessage)] = [
        (
            "cannot start any token",
            YAMLMessage(
                .syntax, YAMLWords("Character cannot begin a value", zh: "值不能以该字符开头"),
                YAMLWords(
                    """
                    A value cannot begin with this character; `@`, `` ` `` and `%` have no or another meaning in YAML.
                    """,
                    zh: "值不能以该字符开头；`@`、`` ` `` 和 `%` 在 YAML 中没有含义或另有含义。"),
                fix: YAMLWords("Put the value in quotes.", zh: "请为该值加引号。"))
        ),
        (
            "mapping values are not allowed",
            YAMLMessage(
                .syntax, YAMLWords("Colon where no key can be", zh: "此处的冒号不能构成键"),
                YAMLWords(
                    """
                    A `:` followed by a blank makes a key, and there can be none here. Often the line above is indented \
                    differently, or a text holds a colon.
                    """,
                    zh: "`:` 后接空格表示键，但此处不能有键。常见原因是上一行缩进不同，或文本中含有冒号。"),
                fix: YAMLWords(
                    "Align the key with its neighbours, or put the text in quotes.",
                    zh: "请将该键与相邻的键对齐，或为文本加引号。"))
        ),
        (
            "block sequence entries are not allowed",
            YAMLMessage(
                .syntax, YAMLWords("List item where none can be", zh: "此处不能有列表项"),
                YAMLWords(
                    """
                    A `-` that begins a list item stands behind something else on its line, or at another indentation than \
                    the items before.
                    """,
                    zh: "表示列表项的 `-` 之前同一行还有其他内容，或缩进与前面的列表项不同。"),
                fix: YAMLWords(
                    "Begin each item on its own line, all with the same indentation.",
                    zh: "请让每个列表项独占一行，并使用相同的缩进。"))
        ),
        (
            "block mapping",
            YAMLMessage(
                .syntax, YAMLWords("Key expected", zh: "此处应为键"),
                YAMLWords(
                    """
                    The lines of a map do not line up here: this text is neither a further key of the map nor part of the \
                    value before.
                    """,
                    zh: "映射的各行在此处没有对齐：该文本既不是映射的下一个键，也不属于前一个值。"),
                fix: YAMLWords(
                    "Indent it like the other keys of its map, and check the line above.",
                    zh: "请使其缩进与同一映射的其他键一致，并检查上一行。"))
        ),
        (
            "block collection",
            YAMLMessage(
                .syntax, YAMLWords("List item expected", zh: "此处应为列表项"),
                YAMLWords(
                    "The lines of a list do not line up here: each item begins with `-` at the same indentation.",
                    zh: "列表的各行在此处没有对齐：每个列表项都应以相同缩进的 `-` 开头。"),
                fix: YAMLWords(
                    "Indent it like the other items, and check the line above.",
                    zh: "请使其缩进与其他列表项一致，并检查上一行。"))
        ),
        (
            "flow sequence",
            YAMLMessage(
                .syntax, YAMLWords("List is not closed", zh: "列表没有闭合"),
                YAMLWords(
                    """
                    Inside `[...]` items are parted by commas, and the list ends with `]`; neither was found here.
                    """,
                    zh: "`[...]` 中各项以逗号分隔，并以 `]` 结束；此处两者都没有。"),
                fix: YAMLWords("Add the missing `,` or `]`.", zh: "请补上缺少的 `,` 或 `]`。"))
        ),
        (
            "flow mapping",
            YAMLMessage(
                .syntax, YAMLWords("Map is not closed", zh: "映射没有闭合"),
                YAMLWords(
                    """
                    Inside `{...}` entries are parted by commas, and the map ends with `}`; neither was found here.
                    """,
                    zh: "`{...}` 中各条目以逗号分隔，并以 `}` 结束；此处两者都没有。"),
                fix: YAMLWords("Add the missing `,` or `}`.", zh: "请补上缺少的 `,` 或 `}`。"))
        ),
        (
            "quoted scalar",
            YAMLMessage(
                .syntax, YAMLWords("Quoted text is wrong", zh: "引号中的文本不正确"),
                YAMLWords(
                    """
                    A quotation mark was opened and never closed, or the text holds an escape that YAML does not know.
                    """,
                    zh: "引号没有闭合，或文本中含有 YAML 不支持的转义。"),
                fix: YAMLWords(
                    "Close the quotation mark; in double quotes write a backslash as `\\\\`.",
                    zh: "请闭合引号；双引号中的反斜杠请写作 `\\\\`。"))
        ),
        (
            "could not find expected ':'",
            YAMLMessage(
                .syntax, YAMLWords("Colon missing", zh: "缺少冒号"),
                YAMLWords(
                    "This line stands where a key should be, and no `:` with a blank behind it follows.",
                    zh: "该行应为键，但其后没有带空格的 `:`。"),
                fix: YAMLWords(
                    "Write `key: value`; a text of several lines needs `|` or quotes.",
                    zh: "请写成 `key: value`；多行文本需要使用 `|` 或引号。"))
        ),
        (
            "undefined tag handle",
            YAMLMessage(
                .syntax, YAMLWords("Unknown tag", zh: "未知的标签"),
                YAMLWords(
                    "The tag here begins with a handle that no `%TAG` line declares.",
                    zh: "此处标签的前缀没有在任何 `%TAG` 行中声明。"),
                fix: YAMLWords("Remove the tag.", zh: "请删除该标签。"))
        ),
        (
            "did not find expected <document start>",
            YAMLMessage(
                .syntax, YAMLWords("Document begins twice", zh: "文档重复开始"),
                YAMLWords(
                    "A further value begins here though the document's one value has ended.",
                    zh: "文档唯一的值已经结束，但此处又开始了一个值。"),
                fix: YAMLWords(
                    "Indent it to be part of the value before, or put `---` on a line between two documents.",
                    zh: "请缩进使其属于前一个值，或在两个文档之间单独一行写 `---`。"))
        ),
        (
            "incompatible YAML document",
            YAMLMessage(
                .syntax, YAMLWords("YAML version is not known", zh: "未知的 YAML 版本"),
                YAMLWords(
                    "The `%YAML` line names a version other than 1.1 and 1.2.",
                    zh: "`%YAML` 行指定的版本不是 1.1 或 1.2。"),
                fix: YAMLWords("Remove the line.", zh: "请删除该行。"))
        ),
        (
            "unexpected end of stream",
            YAMLMessage(
                .syntax, YAMLWords("File ends too early", zh: "文件过早结束"),
                YAMLWords(
                    "The file ends inside a value that is not closed.", zh: "文件在一个未闭合的值中结束。"),
                fix: YAMLWords(
                    "Close the quotation mark or bracket that is open.", zh: "请闭合未闭合的引号或括号。"))
        ),
    ]
}
