internal import XimageCore

/// Of files that cannot be read, or may not be.
extension Notice {
    static let unreadableFile = Notice(
        "unreadable-file", Bilingual("File cannot be read", zh: "无法读取文件"),
        english: RuleText("{subject}: {reason}."),
        chinese: RuleText("{subject}：{reason}。"))

    /// - Note: `fix` is what the user can do about the reason.
    static let correctableFile = unreadableFile.case(
        english: RuleText("{subject}: {reason}.", fix: "{fix}"),
        chinese: RuleText("{subject}：{reason}。", fix: "{fix}"))

    static let unreadableManifest = unreadableFile.case(
        Bilingual("Manifest cannot be read", zh: "无法读取清单"),
        english: RuleText(
            "`{path}`: {reason}.", fix: "Name a folder with manifests, or the file that has `project`."),
        chinese: RuleText("`{path}`：{reason}。", fix: "请指定含有清单的目录，或含有 `project` 的文件。"))

    static let neitherFileNorFolder = unreadableManifest.case(
        english: RuleText(
            "`{path}` is neither a file nor a folder.",
            fix: "Name a folder with manifests, or the file that has `project`."),
        chinese: RuleText(
            "`{path}` 既不是文件，也不是目录。", fix: "请指定含有清单的目录，或含有 `project` 的文件。"))

    static let unreadableFolder = unreadableFile.case(
        Bilingual("Folder cannot be read", zh: "无法读取目录"),
        english: RuleText("`{path}`: {reason}."), chinese: RuleText("`{path}`：{reason}。"))

    static let fileOfObject = unreadableFile.case(
        english: RuleText(
            "`{path}` is read for {object}: {reason}.",
            fix: "Correct the path; it is relative to the manifest file."),
        chinese: RuleText("为 {object} 读取 `{path}`：{reason}。", fix: "请更正路径；路径相对于清单文件。"))

    static let binaryFile = unreadableFile.case(
        Bilingual("File is not UTF-8", zh: "文件不是 UTF-8 编码"),
        english: RuleText("`{path}` is no UTF-8 text.", fix: "Save the file as UTF-8."),
        chinese: RuleText("`{path}` 不是 UTF-8 文本。", fix: "请将文件另存为 UTF-8。"))

    static let unusableValues = unreadableFile.case(
        Bilingual("File with variables cannot be used", zh: "无法使用变量文件"),
        english: RuleText(
            "`{path}`: {reason}.", fix: "Name a YAML file with one `name: value` on each line."),
        chinese: RuleText("`{path}`：{reason}。", fix: "请指定每行一个 `name: value` 的 YAML 文件。"))

    static let strayValues = unusableValues.case(
        english: RuleText("`{path}`: {reason}.", fix: "{fix}"),
        chinese: RuleText("`{path}`：{reason}。", fix: "{fix}"))

    static let noMapOfValues = unusableValues.case(
        english: RuleText(
            "`{path}` is not a map of names and values.",
            fix: "Name a YAML file with one `name: value` on each line."),
        chinese: RuleText(
            "`{path}` 不是由名称和值组成的映射。", fix: "请指定每行一个 `name: value` 的 YAML 文件。"))

    static let untrustedFile = Notice(
        "untrusted", Bilingual("File is outside the set", zh: "文件在清单集之外"),
        english: RuleText("{subject}: {reason}."), chinese: RuleText("{subject}：{reason}。"))

    static let trustableFile = untrustedFile.case(
        english: RuleText("{subject}: {reason}.", fix: "{fix}"),
        chinese: RuleText("{subject}：{reason}。", fix: "{fix}"))

    static let untrustedFileOfObject = untrustedFile.case(
        english: RuleText("`{path}` is read for {object}: {reason}.", fix: "{fix}"),
        chinese: RuleText("为 {object} 读取 `{path}`：{reason}。", fix: "{fix}"))

    static let largeFile = Notice(
        "limit", Bilingual("File is too large", zh: "文件过大"),
        english: RuleText("{subject}: {reason}.", fix: "{fix}"),
        chinese: RuleText("{subject}：{reason}。", fix: "{fix}"))

    static let tooManyFiles = Notice(
        "limit", Bilingual("Too many files", zh: "文件过多"),
        english: RuleText("{reason}", fix: "Name the folder of the set itself, or split the set."),
        chinese: RuleText("{reason}", fix: "请直接指定清单集所在的目录，或拆分清单集。"))

    static let fileNotFormatted = Notice(
        "not-formatted", Bilingual("Text left as it is", zh: "文本保持原样"),
        english: RuleText(
            """
            {subject} uses forms of YAML that have no canonical layout here: `%` lines, `? ` keys, or values behind \
            `---`.
            """),
        chinese: RuleText("{subject} 使用了没有规范排版的 YAML 写法：`%` 行、`? ` 键，或 `---` 之后的值。"))

    static let fileNotices = [
        unreadableFile, correctableFile, unreadableManifest, neitherFileNorFolder, unreadableFolder,
        fileOfObject, binaryFile, unusableValues, strayValues, noMapOfValues, untrustedFile,
        trustableFile, untrustedFileOfObject, largeFile, tooManyFiles, fileNotFormatted,
    ]
}
