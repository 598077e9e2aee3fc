import XimageCore

/// Files and folders, the configuration of the user, names on the command line.
extension Notice {
    static let unwritableFile = Notice(
        "unwritable-file", Bilingual("File cannot be written", zh: "无法写入文件"),
        english: RuleText("`{file}`: {reason}."), chinese: RuleText("`{file}`：{reason}。"))

    static let unwritableManifest = unwritableFile.case(
        english: RuleText(
            "`{file}`: {reason}.", fix: "Nothing was changed. Name another folder:\n  ximage init FOLDER"),
        chinese: RuleText("`{file}`：{reason}。", fix: "未更改任何内容。请指定其他文件夹：\n  ximage init FOLDER"))

    static let unreadableFile = Notice(
        "unreadable-file", Bilingual("A file cannot be read", zh: "无法读取文件"),
        english: RuleText("{file}: {reason}", fix: "Check the name and the permissions."),
        chinese: RuleText("{file}：{reason}", fix: "请检查名称和权限。"))

    static let folderImpossible = Notice(
        "folder", Bilingual("A folder cannot be made", zh: "无法创建文件夹"),
        english: RuleText(
            "{folder}: {reason}. It is to hold the state of the project, and the sandbox if that is used.",
            fix: """
                Run it as a user who may write there, or work in a copy of the manifests:
                  cp -R . ~/work && cd ~/work && ximage plan
                """),
        chinese: RuleText(
            "{folder}：{reason}。它用于存放项目的状态，以及使用沙箱时的沙箱数据。",
            fix: "请以有写权限的用户运行，或在清单的副本中工作：\n  cp -R . ~/work && cd ~/work && ximage plan"))

    static let configurationUnreadable = Notice(
        "configuration", Bilingual("The configuration cannot be read", zh: "无法读取配置"),
        english: RuleText("{file}: {reason}."), chinese: RuleText("{file}：{reason}。"))

    static let configurationUnwritable = configurationUnreadable.case(
        Bilingual("The configuration cannot be written", zh: "无法写入配置"),
        english: RuleText("{file}: {reason}."), chinese: RuleText("{file}：{reason}。"))

    static let configurationUnsafe = configurationUnreadable.case(
        Bilingual("The configuration is not safe", zh: "配置不安全"),
        english: RuleText(
            "{file} {flaw}, who would decide what you trust.", fix: "Make it yours alone:\n  {advice}"),
        chinese: RuleText("{file} {flaw}，他人可借此决定您信任什么。", fix: "请将其设为仅归您所有：\n  {advice}"))

    static let configurationForm = configurationUnreadable.case(
        Bilingual("The configuration cannot be extended", zh: "无法扩展配置"),
        english: RuleText(
            "{file} has a form that ximage does not change.", fix: "Add these values by hand:\n{lines}"),
        chinese: RuleText("{file} 的格式 ximage 不会更改。", fix: "请手动添加以下值：\n{lines}"))

    static let projectName = Notice(
        "wrong-value", Bilingual("Not a project's name", zh: "不是有效的项目名称"),
        english: RuleText("`{name}`: {reason}.", fix: "Name it with --project, such as --project shop."),
        chinese: RuleText("`{name}`：{reason}。", fix: "请用 --project 指定，例如 --project shop。"))

    static let unknownKeyNamed = Notice(
        "unknown-key", Bilingual("No such key", zh: "没有此键"),
        english: RuleText(
            "`{key}` is neither a key of manifests nor a rule.",
            fix: "To list the sections of a manifest:\n  ximage explain"),
        chinese: RuleText("`{key}` 既不是清单的键，也不是规则。", fix: "列出清单的各部分：\n  ximage explain"))

    static let nearKey = unknownKeyNamed.case(
        english: RuleText(
            "`{key}` is neither a key of manifests nor a rule.",
            fix: "Did you mean `{near}`?\n  ximage explain {near}"),
        chinese: RuleText("`{key}` 既不是清单的键，也不是规则。", fix: "您是指 `{near}` 吗？\n  ximage explain {near}"))

    static let unknownRule = Notice(
        "unknown-rule", Bilingual("No such rule", zh: "没有此规则"),
        english: RuleText(
            "`{rule}` is neither the id or name of a rule nor a code of a service.",
            fix: "To see all rules:\n  ximage rules list"),
        chinese: RuleText(
            "`{rule}` 既不是规则的编号或名称，也不是服务的错误码。", fix: "查看全部规则：\n  ximage rules list"))

    static let nearRule = unknownRule.case(
        english: RuleText(
            "`{rule}` is neither the id or name of a rule nor a code of a service.", fix: "Perhaps {near}."),
        chinese: RuleText("`{rule}` 既不是规则的编号或名称，也不是服务的错误码。", fix: "或许是 {near}。"))

    static let files = [
        unwritableFile, unwritableManifest, unreadableFile, folderImpossible, configurationUnreadable,
        configurationUnwritable, configurationUnsafe, configurationForm, projectName, unknownKeyNamed,
        nearKey,
        unknownRule, nearRule,
    ]
}
