/// Of characters that YAML does not allow.
extension YAMLMessage {
    static let utf16 = YAMLMessage(
        .encoding, YAMLWords("File is not UTF-8", zh: "文件不是 UTF-8 编码"),
        YAMLWords(
            """
            The file begins like UTF-16 or binary data. Manifests are UTF-8, so that every tool reads them alike.
            """,
            zh: "文件开头像是 UTF-16 或二进制数据。清单须为 UTF-8 编码，以便所有工具读取一致。"),
        fix: YAMLWords("Save the file as UTF-8.", zh: "请将文件另存为 UTF-8。"))

    static let nul = YAMLMessage(
        .encoding, YAMLWords("NUL character in the file", zh: "文件中有 NUL 字符"),
        YAMLWords(
            """
            Byte {offset} of the file is zero. YAML does not allow it; the file may be binary or UTF-16.
            """,
            zh: "文件的第 {offset} 字节为零。YAML 不允许该字符；文件可能是二进制或 UTF-16。"),
        fix: YAMLWords(
            "Save the file as UTF-8 text without NUL characters.", zh: "请将文件另存为不含 NUL 字符的 UTF-8 文本。"))

    static let invalidUTF8 = YAMLMessage(
        .encoding, YAMLWords("File is not UTF-8", zh: "文件不是 UTF-8 编码"),
        YAMLWords(
            """
            Byte {offset} of the file ({byte}) does not continue a UTF-8 text. The file is in another encoding, or was \
            cut.
            """,
            zh: "文件的第 {offset} 字节（{byte}）不符合 UTF-8。文件使用了其他编码，或被截断。"),
        fix: YAMLWords("Save the file as UTF-8.", zh: "请将文件另存为 UTF-8。"))

    static let byteOrderMark = YAMLMessage(
        .encoding, YAMLWords("Byte order mark inside the file", zh: "文件中间有字节顺序标记"),
        YAMLWords(
            """
            The character U+FEFF stands in the middle of the file, where nobody sees it. It may stand at the beginning \
            of a file only; most often two files were joined.
            """,
            zh: "字符 U+FEFF 出现在文件中间，且不可见。它只能出现在文件开头；通常是由于拼接了两个文件。"),
        fix: YAMLWords(
            "Remove it, or write it as \"\\uFEFF\" in double quotes.", zh: "请删除该字符，或在双引号中写作 \"\\uFEFF\"。"))

    static let controlCharacter = YAMLMessage(
        .encoding, YAMLWords("Control character in the file", zh: "文件中有控制字符"),
        YAMLWords(
            "The character U+{code} stands in the text. YAML does not allow control characters as such.",
            zh: "文本中有字符 U+{code}。YAML 不允许直接写控制字符。"),
        fix: YAMLWords(
            "Remove it, or write it as \"\\u{code}\" in double quotes.", zh: "请删除该字符，或在双引号中写作 \"\\u{code}\"。")
    )

    static let encodings = [utf16, nul, invalidUTF8, byteOrderMark, controlCharacter]
}
