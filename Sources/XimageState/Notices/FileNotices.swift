package import XimageCore

/// Of the state file.
extension Notice {
    static let foreignFile = Notice(
        "state-foreign", Bilingual("Not a state file of ximage", zh: "不是 ximage 的状态文件"),
        english: RuleText(
            "{path} {detail}. It was left as it is.",
            fix: "Name another path under `state:` in the manifest, or move the file away."),
        chinese: RuleText(
            "{path} {detail}。该文件保持原样。", fix: "请在清单的 `state:` 下指定其他路径，或移走该文件。"))

    static let newerState = Notice(
        "state-newer", Bilingual("State of a newer ximage", zh: "由更新版本的 ximage 写入的状态"),
        english: RuleText(
            "{path} has format {version}; this ximage reads up to {supported}. It was left as it is.",
            fix: "Use the ximage that wrote it, or a newer one."),
        chinese: RuleText(
            "{path} 的格式为 {version}，而当前 ximage 最高支持 {supported}。该文件保持原样。",
            fix: "请使用写入它的 ximage，或更新的版本。"))

    static let emptyState = Notice(
        "state-empty", Bilingual("The state file is empty", zh: "状态文件为空"),
        english: RuleText(
            "{path} has no bytes. ximage never leaves such a file; something else made or emptied it.",
            fix: recovery.english),
        chinese: RuleText(
            "{path} 没有内容。ximage 不会留下这样的文件，它由其他程序创建或清空。", fix: recovery.chinese))

    static let truncatedState = Notice(
        "state-truncated", Bilingual("The state file is cut off", zh: "状态文件被截断"),
        english: RuleText(
            "{path} should have at least {expected} bytes and has {found}. It was left as it is.",
            fix: recovery.english),
        chinese: RuleText(
            "{path} 至少应有 {expected} 字节，实际为 {found} 字节。该文件保持原样。", fix: recovery.chinese))

    static let lostLog = Notice(
        "state-log-lost", Bilingual("The log of the state file is gone", zh: "状态文件的日志丢失"),
        english: RuleText(
            """
            The last run on {path} did not end properly, and {path}-wal, which holds its last records, is gone. State \
            may lack objects that exist.
            """,
            fix: """
                Put the -wal file back beside it. If it is lost, recreate state from the cloud; the file is kept under \
                another name:
                    ximage state recover
                """),
        chinese: RuleText(
            "{path} 的上次运行没有正常结束，而保存其最后记录的 {path}-wal 已丢失。状态中可能缺少已存在的对象。",
            fix: """
                请将 -wal 文件放回其旁。如已丢失，请从云上重建状态；原文件会以其他名称保留：
                    ximage state recover
                """))

    static let damagedState = Notice(
        "state-damaged", Bilingual("The state file is damaged", zh: "状态文件已损坏"),
        english: RuleText(
            "{path} breaks {invariant} ({statement}): {detail}. It was left as it is.", fix: recovery.english),
        chinese: RuleText(
            "{path} 违反 {invariant}（{statement}）：{detail}。该文件保持原样。", fix: recovery.chinese))

    static let missingDependency = Notice(
        Invariant.dependencies.rawValue, Bilingual("A dependency is not recorded", zh: "依赖的对象没有记录"),
        english: RuleText("{object} depends on {dependency}, which is not recorded."),
        chinese: RuleText("{object} 依赖 {dependency}，而后者没有记录。"))

    static let unwritableState = Notice(
        "state-read-only", Bilingual("The state file cannot be written", zh: "无法写入状态文件"),
        english: RuleText(
            "{path} or its folder cannot be written. Without a record ximage changes nothing in the cloud.",
            fix: "Make the folder writable for this user, or name another path under `state:`."),
        chinese: RuleText(
            "无法写入 {path} 或其目录。没有记录，ximage 不会变更云上的任何内容。",
            fix: "请授予该用户对目录的写权限，或在 `state:` 下指定其他路径。"))

    static let deniedState = Notice(
        "state-denied", Bilingual("The state file cannot be read", zh: "无法读取状态文件"),
        english: RuleText(
            "The permissions of {path} do not allow reading.",
            fix: "Give this user read permission on the file."),
        chinese: RuleText("{path} 的权限不允许读取。", fix: "请授予该用户对该文件的读权限。"))

    static let fullDisk = Notice(
        "state-disk-full", Bilingual("No space left for the state file", zh: "没有空间存放状态文件"),
        english: RuleText(
            """
            The file system of {path} is full. What was recorded before is intact; the last change is not recorded.
            """,
            fix: "Make room and run the command again; it goes on from what is recorded."),
        chinese: RuleText(
            "{path} 所在的文件系统已满。此前的记录完好，最后一次变更没有记录。",
            fix: "请腾出空间后重新运行该命令，它会从已记录的位置继续。"))

    static let vanishedState = Notice(
        "state-vanished", Bilingual("The state file disappeared", zh: "状态文件消失"),
        english: RuleText(
            "{path} was removed or replaced while this run used it. What is written now would be lost.",
            fix: "Put the file back, or recreate state from the cloud:\n    ximage state recover"),
        chinese: RuleText(
            "{path} 在本次运行使用期间被移除或替换。此时写入的内容会丢失。",
            fix: "请放回该文件，或从云上重建状态：\n    ximage state recover"))

    static let stateInputOutput = Notice(
        "state-io", Bilingual("The state file could not be read or written", zh: "读写状态文件失败"),
        english: RuleText(
            "{path}: {detail}.",
            fix: "Check the disk, then run the command again; it goes on from what is recorded."),
        chinese: RuleText("{path}：{detail}。", fix: "请检查磁盘，然后重新运行该命令，它会从已记录的位置继续。"))

    private static let recovery = Bilingual(
        "Recreate state from the cloud; the file is kept under another name:\n    ximage state recover",
        zh: "请从云上重建状态；原文件会以其他名称保留：\n    ximage state recover")

    private static let fileNotices = [
        foreignFile, newerState, emptyState, truncatedState, lostLog, damagedState, missingDependency,
        unwritableState, deniedState, fullDisk, vanishedState, stateInputOutput,
    ]

    /// All that is said of state files.
    package static let state = stateNotices + fileNotices
}
