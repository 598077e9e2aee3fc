/// Of names, descriptions, tags and logins.
extension RuleWords {
    package static let imageName = RuleWords(
        "NM001", title: "Image name", headline: "Image name is not valid",
        english: RuleText(
            "Image name \"{name}\" is not valid: {reason}.",
            fix: "Use 1-128 letters, digits, Chinese characters, '-', '.', '_' or inner spaces."),
        chinese: RuleText(
            "镜像名称“{name}”不合法：{reason}。",
            fix: "可使用 1–128 个中文、字母、数字、“-”、“.”、“_”或中间空格。"))

    package static let imageDescription = RuleWords(
        "NM003", title: "Image description", headline: "Image description is not valid",
        english: RuleText(
            "Description of {object} is not valid: {reason}.",
            fix: "Use at most 1024 characters on one line without < or >."),
        chinese: RuleText(
            "镜像 {object} 的描述不合法：{reason}。最多 1024 个字符，不能换行，不能包含 < 或 >。"))

    package static let imageTags = RuleWords(
        "NM004", title: "Image tags", headline: "Image tag is not valid",
        english: RuleText(
            "Tag \"{key}\" of {object} is not valid: {reason}.",
            fix: "Use at most 10 tags, unique keys of 1-36 characters and values up to 43 characters."),
        chinese: RuleText(
            "镜像 {object} 的标签“{key}”不合法：{reason}。最多 10 个标签，键唯一且为 1–36 个字符，值不超过 43 个字符。"))

    package static let serverName = RuleWords(
        "NM006", title: "Server name", headline: "Server name is not valid",
        english: RuleText(
            "Server name \"{name}\" is not valid: {reason}.",
            fix: "Use 1-64 letters, digits, Chinese characters, '_', '-' or '.'."),
        chinese: RuleText(
            "云服务器名称“{name}”不合法：{reason}。",
            fix: "可使用 1–64 个字母、数字、中文、“_”、“-”、“.”。"))

    package static let serverTexts = RuleWords(
        "NM007", title: "Server description, tags and metadata", headline: "Server text is not valid",
        english: RuleText(
            "{field} of {object} is not valid: {reason}.",
            fix: """
                Allowed: description up to 85 characters without < or >, at most 10 tags and 10 metadata \
                pairs.
                """),
        chinese: RuleText(
            "云服务器 {object} 的 {field} 不合法：{reason}。",
            fix: "描述不超过 85 个字符且不含 < 或 >，标签与元数据各不超过 10 个。"))

    package static let adminPassword = RuleWords(
        "NM008", title: "Administrator password", headline: "Administrator password is not valid",
        english: RuleText(
            "The password for {server} does not meet the rules ({reason}).",
            fix: "Use 8-26 characters of at least three kinds, or a key pair instead."),
        chinese: RuleText(
            "{server} 的密码不符合要求（{reason}）。",
            fix: "请使用 8–26 个字符且至少包含三类字符，或改用密钥对。"))

    package static let userDataTooLong = RuleWords(
        "NM009", title: "User data", headline: "User data is too long",
        english: RuleText(
            "User data of {server} is {size} KB, above the limit of 32 KB.",
            fix: "Shorten it, or let it download a larger script."),
        chinese: RuleText(
            "{server} 的用户数据为 {size} KB，超过 32 KB 上限。",
            fix: "请精简内容，或在其中下载较大的脚本。"))

    package static let diskTexts = RuleWords(
        "NM010", title: "Disk name, description and tags", headline: "Disk text is not valid",
        english: RuleText(
            "{field} of {object} is not valid: {reason}.",
            fix: "Allowed: name up to 64 characters, description up to 85, at most 10 tags."),
        chinese: RuleText(
            "磁盘 {object} 的 {field} 不合法：{reason}。",
            fix: "名称不超过 64 个字符，描述不超过 85 个字符，标签不超过 10 个。"))

    package static let vaultTexts = RuleWords(
        "NM011", title: "Vault name, description and tags", headline: "Vault text is not valid",
        english: RuleText(
            "{field} of {object} is not valid: {reason}.",
            fix: """
                Allowed: name of 1-64 letters, digits, Chinese characters, '_' or '-', description up to \
                64, at most 10 tags.
                """),
        chinese: RuleText(
            "存储库 {object} 的 {field} 不合法：{reason}。",
            fix: "名称为 1–64 个字母、数字、中文、“_”或“-”，描述不超过 64 个字符，标签不超过 10 个。"))
}
