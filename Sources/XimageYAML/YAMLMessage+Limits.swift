/// Of what is larger or deeper than allowed.
extension YAMLMessage {
    static let tooManyDirectives = YAMLMessage(
        .limit, YAMLWords("Too many lines that begin with %", zh: "以 % 开头的行过多"),
        YAMLWords(
            """
            More than {limit} lines begin with `%`. Manifests need none of them, and their number makes a file slow to \
            read.
            """,
            zh: "以 `%` 开头的行超过 {limit} 行。清单不需要这种行，且数量过多会使读取变慢。"),
        fix: YAMLWords("Remove them.", zh: "请删除这些行。"))

    static let fileTooLarge = YAMLMessage(
        .limit, YAMLWords("File is too large", zh: "文件过大"),
        YAMLWords(
            "The file has {size} bytes; at most {limit} MiB are read, so that memory stays bounded.",
            zh: "文件有 {size} 字节；为限制内存占用，最多读取 {limit} MiB。"),
        fix: YAMLWords(
            "Spread the blocks over several files; the sections of all files merge.",
            zh: "请将各块分散到多个文件；所有文件的同名部分会合并。"))

    static let scalarTooLong = YAMLMessage(
        .limit, YAMLWords("Value is too long", zh: "值过长"),
        YAMLWords(
            """
            A single value is longer than {limit} MiB. Nothing in a manifest needs that, so the rest of the file was not \
            read.
            """,
            zh: "单个值超过 {limit} MiB。清单不需要这么长的值，因此没有读取文件的其余部分。"),
        fix: YAMLWords(
            "Shorten it. If a quotation mark was left open, close it.", zh: "请缩短该值；如引号未闭合，请补上。"))

    static let tooDeep = YAMLMessage(
        .limit, YAMLWords("Nesting is too deep", zh: "嵌套过深"),
        YAMLWords(
            """
            Lists and maps are nested more than {limit} levels deep here. Manifests need fewer than ten, so the rest of \
            the file was not read.
            """,
            zh: "此处的列表和映射嵌套超过 {limit} 层。清单不需要超过十层，因此没有读取文件的其余部分。"),
        fix: YAMLWords("Remove the extra levels.", zh: "请删除多余的层级。"),
        remark: YAMLWords("level {next} begins here", zh: "第 {next} 层从此处开始"))

    static let tooManyAliasNodes = YAMLMessage(
        .limit, YAMLWords("Aliases stand for too much", zh: "别名代表的内容过多"),
        YAMLWords(
            """
            With this alias, the aliases of the file stand for more than {limit} values. Such files exhaust memory, so \
            the rest was not read.
            """,
            zh: "加上该别名，文件中的别名代表的值超过 {limit} 个。此类文件会耗尽内存，因此没有读取其余部分。"),
        fix: YAMLWords(
            "Write the values out, or use variables or `forEach`.", zh: "请直接写出各值，或使用变量或 `forEach`。"))

    static let tooMuchAliasText = YAMLMessage(
        .limit, YAMLWords("Aliases stand for too much", zh: "别名代表的内容过多"),
        YAMLWords(
            """
            With this alias, the aliases of the file stand for more than {limit} MiB of text. Such files exhaust memory, \
            so the rest was not read.
            """,
            zh: "加上该别名，文件中的别名代表的文本超过 {limit} MiB。此类文件会耗尽内存，因此没有读取其余部分。"),
        fix: YAMLWords("Shorten the text, or use a variable.", zh: "请缩短文本，或使用变量。"))

    static let tooManyNodes = YAMLMessage(
        .limit, YAMLWords("Too many values for a file of this size", zh: "相对文件大小，值过多"),
        YAMLWords(
            """
            The file holds more than {limit} keys and values, which is one million and one more for every five bytes. \
            The rest was not read, so that memory stays bounded.
            """,
            zh: "文件中的键和值超过 {limit} 个（上限为一百万个，另加每五字节一个）。为限制内存占用，没有读取其余部分。"),
        fix: YAMLWords(
            "Spread the blocks over several files, or use `count` and `forEach`.",
            zh: "请将各块分散到多个文件，或使用 `count` 和 `forEach`。"))

    static let tooManyProblems = YAMLMessage(
        .limit, YAMLWords("Too many problems", zh: "问题过多"),
        YAMLWords(
            "The file has more than {limit} problems, so the rest of it was not read.",
            zh: "文件中的问题超过 {limit} 个，因此没有读取其余部分。"),
        fix: YAMLWords("Correct those that are shown first.", zh: "请先更正已列出的问题。"))

    static let noMemory = YAMLMessage(
        .limit, YAMLWords("Not enough memory", zh: "内存不足"),
        YAMLWords("There was not enough memory to read the file.", zh: "内存不足，无法读取文件。"))

    static let limits = [
        tooManyDirectives, fileTooLarge, scalarTooLong, tooDeep, tooManyAliasNodes, tooMuchAliasText,
        tooManyNodes, tooManyProblems, noMemory,
    ]
}
