/// Of names, descriptions, tags and logins.
extension RuleWords {
    package static let imageName = RuleWords(
        "NM001", title: Bilingual("Image name", zh: "镜像名称"),
        headline: Bilingual("Image name is not valid", zh: "镜像名称不合法"),
        english: RuleText(
            "Image name \"{name}\" is not valid: {reason}.",
            fix: "Use 1-128 letters, digits, Chinese characters, '-', '.', '_' or inner spaces."),
        chinese: RuleText(
            "镜像名称“{name}”不合法：{reason}。",
            fix: "可使用 1–128 个中文、字母、数字、“-”、“.”、“_”或中间空格。"))

    package static let imageDescription = RuleWords(
        "NM003", title: Bilingual("Image description", zh: "镜像描述"),
        headline: Bilingual("Image description is not valid", zh: "镜像描述不合法"),
        english: RuleText(
            "Description of {object} is not valid: {reason}.",
            fix: "Use at most 1024 characters on one line without < or >."),
        chinese: RuleText(
            "镜像 {object} 的描述不合法：{reason}。最多 1024 个字符，不能换行，不能包含 < 或 >。"))

    package static let imageTags = RuleWords(
        "NM004", title: Bilingual("Image tags", zh: "镜像标签"),
        headline: Bilingual("Image tag is not valid", zh: "镜像标签不合法"),
        english: RuleText(
            "Tag \"{key}\" of {object} is not valid: {reason}.",
            fix: "Use at most 10 tags, unique keys of 1-36 characters and values up to 43 characters."),
        chinese: RuleText(
            "镜像 {object} 的标签“{key}”不合法：{reason}。最多 10 个标签，键唯一且为 1–36 个字符，值不超过 43 个字符。"))

    package static let serverName = RuleWords(
        "NM006", title: Bilingual("Server name", zh: "云服务器名称"),
        headline: Bilingual("Server name is not valid", zh: "云服务器名称不合法"),
        english: RuleText(
            "Server name \"{name}\" is not valid: {reason}.",
            fix: "Use 1-64 letters, digits, Chinese characters, '_', '-' or '.'."),
        chinese: RuleText(
            "云服务器名称“{name}”不合法：{reason}。",
            fix: "可使用 1–64 个字母、数字、中文、“_”、“-”、“.”。"))

    package static let serverTexts = RuleWords(
        "NM007", title: Bilingual("Server description, tags and metadata", zh: "云服务器的描述、标签与元数据"),
        headline: Bilingual("Server text is not valid", zh: "云服务器的描述、标签或元数据不合法"),
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
        "NM008", title: Bilingual("Administrator password", zh: "管理员密码"),
        headline: Bilingual("Administrator password is not valid", zh: "管理员密码不符合要求"),
        english: RuleText(
            "The password for {server} does not meet the rules ({reason}).",
            fix: "Use 8-26 characters of at least three kinds, or a key pair instead."),
        chinese: RuleText(
            "{server} 的密码不符合要求（{reason}）。",
            fix: "请使用 8–26 个字符且至少包含三类字符，或改用密钥对。"))

    package static let userDataTooLong = RuleWords(
        "NM009", title: Bilingual("User data size", zh: "用户数据大小"),
        headline: Bilingual("User data is too long", zh: "用户数据过长"),
        english: RuleText(
            "User data of {server} is {size} KB, above the limit of 32 KB.",
            fix: "Shorten it, or let it download a larger script."),
        chinese: RuleText(
            "{server} 的用户数据为 {size} KB，超过 32 KB 上限。",
            fix: "请精简内容，或在其中下载较大的脚本。"))

    package static let diskTexts = RuleWords(
        "NM010", title: Bilingual("Disk name, description and tags", zh: "磁盘的名称、描述与标签"),
        headline: Bilingual("Disk text is not valid", zh: "磁盘的名称、描述或标签不合法"),
        english: RuleText(
            "{field} of {object} is not valid: {reason}.",
            fix: "Allowed: name up to 64 characters, description up to 85, at most 10 tags."),
        chinese: RuleText(
            "磁盘 {object} 的 {field} 不合法：{reason}。",
            fix: "名称不超过 64 个字符，描述不超过 85 个字符，标签不超过 10 个。"))

    package static let vaultTexts = RuleWords(
        "NM011", title: Bilingual("Vault name, description and tags", zh: "存储库的名称、描述与标签"),
        headline: Bilingual("Vault text is not valid", zh: "存储库的名称、描述或标签不合法"),
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
