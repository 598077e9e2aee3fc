import XimageCore

/// What the cloud answers, and why it cannot be asked.
extension Notice {
    static let credentialsMissing = Notice(
        "credentials", Bilingual("No access key for the cloud", zh: "没有云的访问密钥"),
        english: RuleText("{detail}", fix: "{fix}"), chinese: RuleText("{detail}", fix: "{fix}"))

    static let tooManyOpenFiles = Notice(
        "open-files", Bilingual("Too many open files", zh: "打开的文件过多"),
        english: RuleText(
            """
            This process may open {limit} files, and {open} are open already. Connections, state and events take \
            {needed} more at least. Nothing was done.
            """, fix: "Allow more, and run it again:\n  ulimit -n 1024"),
        chinese: RuleText(
            "此进程最多可打开 {limit} 个文件，已打开 {open} 个。连接、状态和事件至少还需要 {needed} 个。未执行任何操作。",
            fix: "提高上限后重新运行：\n  ulimit -n 1024"))

    static let sandboxRefuses = Notice(
        "sandbox", Bilingual("The sandbox refuses this", zh: "沙箱拒绝此操作"), english: RuleText("{reason}"),
        chinese: RuleText("{reason}"))

    static let sandboxCannotRun = sandboxRefuses.case(
        Bilingual("The sandbox cannot run", zh: "沙箱无法运行"), english: RuleText("{reason}"),
        chinese: RuleText("{reason}"))

    static let sandboxFile = Notice(
        "sandbox-file", Bilingual("The sandbox cannot use the file", zh: "沙箱无法使用该文件"),
        english: RuleText("{reason}", fix: "Nothing was changed. Correct the place and run it again."),
        chinese: RuleText("{reason}", fix: "未更改任何内容。请更正后重新运行。"))

    static let unknownRegionNamed = Notice(
        "unknown-region", Bilingual("Region is unknown", zh: "未知的区域"),
        english: RuleText("ximage knows no region `{region}`.", fix: "Name one of: {known}."),
        chinese: RuleText("ximage 不认识区域 `{region}`。", fix: "请指定以下之一：{known}。"))

    static let nearRegion = unknownRegionNamed.case(
        english: RuleText("ximage knows no region `{region}`.", fix: "Did you mean {known}?"),
        chinese: RuleText("ximage 不认识区域 `{region}`。", fix: "您是指 {known} 吗？"))

    static let noRegionNamed = Notice(
        "no-region", Bilingual("No region is named", zh: "未指定区域"),
        english: RuleText("The set declares nothing in any region.", fix: "Name a region:\n  {advice}"),
        chinese: RuleText("清单没有在任何区域声明内容。", fix: "请指定区域：\n  {advice}"))

    static let unknownColumn = Notice(
        "unknown-column", Bilingual("No such column", zh: "没有此列"),
        english: RuleText("The table has no column `{column}`.", fix: "Name one of: {known}."),
        chinese: RuleText("表中没有列 `{column}`。", fix: "请指定以下之一：{known}。"))

    static let nearColumn = unknownColumn.case(
        english: RuleText("The table has no column `{column}`.", fix: "Did you mean {known}?"),
        chinese: RuleText("表中没有列 `{column}`。", fix: "您是指 {known} 吗？"))

    static let requestLogUnwritable = Notice(
        "request-log", Bilingual("Request log cannot be written", zh: "无法写入请求日志"),
        english: RuleText(
            "{variable} names `{file}`: {reason}. Nothing was sent or changed.",
            fix: "Name a file that you may write in a folder that exists, or run without the log:\n  {advice}"
        ),
        chinese: RuleText(
            "{variable} 指定了 `{file}`：{reason}。未发送或更改任何内容。",
            fix: "请指定可写且文件夹存在的文件，或不记录日志：\n  {advice}"))

    static let requestLogForeign = requestLogUnwritable.case(
        english: RuleText(
            "{variable} names `{file}`: it belongs to another user. Nothing was sent or changed.",
            fix: "Name a file of yours, or run without the log:\n  {advice}"),
        chinese: RuleText(
            "{variable} 指定了 `{file}`：它属于其他用户。未发送或更改任何内容。",
            fix: "请指定您自己的文件，或不记录日志：\n  {advice}"))

    static let providers = [
        credentialsMissing, tooManyOpenFiles, sandboxRefuses, sandboxCannotRun, sandboxFile,
        unknownRegionNamed,
        nearRegion, noRegionNamed, unknownColumn, nearColumn, requestLogUnwritable, requestLogForeign,
    ]
}
