package import XimageCore

/// Of runs: what they owe, and on which state and cloud they do not act.
extension Notice {
    static let startOwed = Notice(
        "start-owed", Bilingual("A server is still stopped", zh: "云服务器仍处于关机状态"),
        english: RuleText(
            "{text}, and was not started again.", fix: "Apply starts it. To do that now:\n  ximage resume"),
        chinese: RuleText("{text}，之后没有重新开机。", fix: "应用时会将其开机。立即开机：\n  ximage resume"))

    static let startFailed = startOwed.case(
        english: RuleText(
            "{text}, and could not be started: {reason}",
            fix: "Apply starts it. To do that now:\n  ximage resume"),
        chinese: RuleText("{text}，且无法开机：{reason}", fix: "应用时会将其开机。立即开机：\n  ximage resume"))

    static let factsNotRead = Notice(
        "facts-not-read",
        Bilingual("What a deletion depends on was not read", zh: "未读取到删除所依据的信息"),
        english: RuleText(
            "{object} is not deleted, as what depends on it could not be read just before: {reason}",
            fix: "Apply again."),
        chinese: RuleText("未删除 {object}，因为删除前无法读取依赖它的内容：{reason}", fix: "请重新应用。"))

    static let otherRegionProject = Notice(
        "other-region-project", Bilingual("Another account or region project", zh: "账号或区域项目不同"),
        english: RuleText(
            """
            State has objects in {recorded}; this run would use {found}. Nothing there is what state recorded, so \
            nothing counts as lost, and ximage stops.
            """,
            fix: """
                Use the key that created the objects. If this key may use their region project, name it:
                {line}
                """),
        chinese: RuleText(
            "状态中的对象位于{recorded}，而本次运行将使用{found}。后者没有状态所记录的对象，因此不视为丢失，ximage 到此停止。",
            fix: """
                请使用创建这些对象的访问密钥。如当前密钥可以使用其区域项目，请写明：
                {line}
                """))

    static let unknownRegionProject = Notice(
        "unknown-region-project", Bilingual("The region project is not known", zh: "区域项目未知"),
        english: RuleText(
            "State has objects in {recorded}, and the project of this run is not known: {reason}",
            fix: "Name the region project:\n{line}"),
        chinese: RuleText(
            "状态中的对象位于{recorded}，而本次运行的项目未知：{reason}", fix: "请写明区域项目：\n{line}"))

    static let stateBehind = Notice(
        "state-behind", Bilingual("State is older than its objects", zh: "状态比其对象更旧"),
        english: RuleText(
            """
            {objects} was created under this state, and it does not know it. The state file is an older copy, or two             copies of it are in use.
            """,
            fix: "Put the newest state file back, or record what exists:\n  ximage state recover"),
        chinese: RuleText(
            "{objects}是在本状态下创建的，而状态中没有它。状态文件是较旧的副本，或有两个副本在同时使用。",
            fix: "请放回最新的状态文件，或记录已存在的对象：\n  ximage state recover"))

    static let stateFarBehind = stateBehind.case(
        english: RuleText(
            """
            {objects} were created under this state, and it does not know them. The state file is an older copy, or two             copies of it are in use.
            """,
            fix: stateBehind.english.fix),
        chinese: RuleText(
            "{objects}是在本状态下创建的，而状态中没有它们。状态文件是较旧的副本，或有两个副本在同时使用。",
            fix: stateBehind.chinese.fix))

    /// All that runs say besides what rules, plans and states do.
    package static let engine =
        failureNotices + [
            startOwed, startFailed, factsNotRead, otherRegionProject, unknownRegionProject, stateBehind,
            stateFarBehind,
        ]
}
