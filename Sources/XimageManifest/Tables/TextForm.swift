package import XimageCore

/// What a text must look like.
package struct TextForm: Sendable {
    /// What people call it: "a region".
    package let name: Bilingual
    /// An example of a right one.
    package let example: String
    /// As a regular expression for editors; `nil` when any text will do.
    package let pattern: String?
    /// The rule that says so; `nil` when it is our own.
    package let rule: RuleWords?
    /// Why a text is wrong; `nil` when it is right.
    package let fault: @Sendable (String) -> RuleArgument?
    /// What someone who wrote a wrong text may have meant, the likeliest first.
    package let nearest: @Sendable (String) -> [String]

    init(
        _ name: Bilingual, example: String, pattern: String? = nil, rule: RuleWords? = nil,
        fault: @escaping @Sendable (String) -> RuleArgument? = { _ in nil },
        nearest: @escaping @Sendable (String) -> [String] = { _ in [] }
    ) {
        self.name = name
        self.example = example
        self.pattern = pattern
        self.rule = rule
        self.nearest = nearest
        self.fault = fault
    }
}

extension RuleArgument {
    /// Of a text.
    static let empty = RuleArgument("it is empty", zh: "为空")
}

extension TextForm {
    static let any = TextForm(Bilingual("a text", zh: "文本"), example: "text")

    static let nonEmpty = TextForm(Bilingual("a text", zh: "文本"), example: "text", pattern: #"\S"#) {
        if $0.isEmpty { return .empty }
        return $0.allSatisfy(\.isWhitespace) ? RuleArgument("it is blank", zh: "只有空白字符") : nil
    }

    /// Patterns of files below the folder of the manifest.
    static let pathPattern = TextForm(
        Bilingual("a pattern of paths", zh: "路径模式"), example: "images/*.yaml", pattern: "^[^/].*$"
    ) {
        text in
        if text.isEmpty { return .empty }
        if text.utf8.count > 1024 { return RuleArgument("it has more than 1,024 bytes", zh: "超过 1,024 字节") }
        if text.hasPrefix("/") {
            return RuleArgument(
                "it begins with `/`, and only files below the folder belong to a set",
                zh: "以 `/` 开头，而只有该目录下的文件属于清单")
        }
        return text.split(separator: "/").contains("..")
            ? RuleArgument(
                "it goes up with `..`, and only files below the folder belong to a set",
                zh: "含有 `..`，而只有该目录下的文件属于清单") : nil
    }

    /// Names of blocks, disks and variables.
    static let key = TextForm(
        Bilingual("a key", zh: "键"), example: "main", pattern: "^[A-Za-z][A-Za-z0-9_-]{0,62}$"
    ) { text in
        guard let first = text.utf8.first else { return .empty }
        guard Characters.isLetter(first) else {
            return RuleArgument("it does not begin with a letter", zh: "不以字母开头")
        }
        guard text.utf8.count <= 63 else {
            return RuleArgument("it has more than 63 characters", zh: "超过 63 个字符")
        }
        return text.utf8.allSatisfy(Characters.isKeyByte)
            ? nil
            : RuleArgument(
                "it holds other characters than letters, digits, `_`, `-`", zh: "含有字母、数字、`_`、`-` 以外的字符")
    }

    /// Names of blocks; one of their instances may be meant: `web["blue"]`.
    static let block = TextForm(
        Bilingual("a key", zh: "键"), example: "main",
        pattern: #"^[A-Za-z][A-Za-z0-9_-]{0,62}(\[([0-9]{1,9}|"[A-Za-z0-9._-]+")\])?$"#
    ) { text in
        guard text.utf8.contains(0x5B) else { return key.fault(text) }
        guard let address = Address("server.\(text)"), address.instance != nil, address.generation == nil,
            address.description == "server.\(text)"
        else {
            return RuleArgument(
                "it is neither a key nor a key with an instance, such as `web[\"blue\"]`",
                zh: "既不是键，也不是带实例的键（如 `web[\"blue\"]`）")
        }
        if case .key(let instance)? = address.instance, let fault = InstanceKey.fault(instance) {
            return fault
        }
        return key.fault(address.name)
    }

    /// Names of variables and of environment variables that set them.
    static let variableName = TextForm(
        Bilingual("a variable's name", zh: "变量名"), example: "zones", pattern: "^[A-Za-z][A-Za-z0-9_]{0,62}$"
    ) {
        $0.utf8.contains(0x2D)
            ? RuleArgument("it holds a `-`, which environment variables cannot", zh: "含有环境变量名不允许的 `-`")
            : key.fault($0)
    }

    static let project = TextForm(
        Bilingual("a project's name", zh: "项目名"), example: "shop", pattern: "^[a-z][a-z0-9-]{0,31}$"
    ) {
        text in
        guard let first = text.utf8.first else { return .empty }
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
            return RuleArgument("it does not begin with a-z", zh: "不以 a-z 开头")
        }
        guard text.utf8.count <= 32 else {
            return RuleArgument("it has more than 32 characters", zh: "超过 32 个字符")
        }
        return text.utf8.allSatisfy { Characters.isLowerWordByte($0) }
            ? nil
            : RuleArgument("it holds other characters than a-z, 0-9 and `-`", zh: "含有 a-z、0-9 和 `-` 以外的字符")
    }

    static let region = TextForm(
        Bilingual("a region", zh: "区域"), example: "cn-north-4", pattern: "^[a-z][a-z0-9-]{0,63}$"
    ) {
        lowerWordFault($0)
    }

    static let zone = TextForm(
        Bilingual("an availability zone", zh: "可用区"), example: "cn-north-4a",
        pattern: "^[a-z][a-z0-9-]{0,63}$"
    ) {
        lowerWordFault($0)
    }

    private static func lowerWordFault(_ text: String) -> RuleArgument? {
        guard let first = text.utf8.first else { return .empty }
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), text.utf8.count <= 64,
            text.utf8.allSatisfy(Characters.isLowerWordByte)
        else {
            return RuleArgument(
                "it holds other characters than a-z, 0-9 and `-`", zh: "含有 a-z、0-9 和 `-` 以外的字符")
        }
        return nil
    }

    /// Source: IMS API reference, image name.
    static let imageName = TextForm(
        Bilingual("an image's name", zh: "镜像名称"), example: "golden", pattern: named("-._ ", Limits.imageName),
        rule: .imageName
    ) { NameFormat.problem(imageName: Expression.withoutPlaceholders($0)) }

    /// The pattern of `NameFormat.problem`: letters, digits, Chinese characters and others.
    static func named(_ others: String, _ count: ClosedRange<Int>) -> String {
        let last = others.replacing("-", with: "") + "-"
        return #"^[A-Za-z0-9\u4e00-\u9fff"# + last + "]{\(count.lowerBound),\(count.upperBound)}$"
    }

    static func description(_ most: Int, rule: RuleWords?, lines: Bool = true) -> TextForm {
        let pattern = lines ? "^[^<>]{0,\(most)}$" : #"^[^<>\r\n]{0,"# + "\(most)}$"
        return TextForm(
            Bilingual("a description", zh: "描述"), example: "Build server", pattern: pattern, rule: rule
        ) {
            NameFormat.problem(description: $0, limit: most, allowsLines: lines)
        }
    }

    static func tagKey(rule: RuleWords?) -> TextForm {
        TextForm(
            Bilingual("a tag's key", zh: "标签的键"), example: "team", pattern: named("-_", Limits.tagKey),
            rule: rule,
            fault: NameFormat.problem(tagKey:))
    }

    static func tagValue(rule: RuleWords?) -> TextForm {
        TextForm(
            Bilingual("a tag's value", zh: "标签的值"), example: "shop", pattern: named("-_.", Limits.tagValue),
            rule: rule,
            fault: NameFormat.problem(tagValue:))
    }

    static let ipAddress = TextForm(
        Bilingual("an IPv4 address", zh: "IPv4 地址"), example: "192.168.0.10",
        pattern: #"^(\d{1,3}\.){3}\d{1,3}$"#
    ) { text in
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isRight = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.utf8.first != 0x2B }
        return isRight
            ? nil
            : RuleArgument(
                "it is not four numbers from 0 to 255 with dots between", zh: "不是以点分隔的四个 0 至 255 的数字")
    }

    /// `web`, `web[0]` or `web["blue"]`.
    static let serverReference = TextForm(Bilingual("a server", zh: "云服务器"), example: "web[\"blue\"]") {
        Address("server.\($0)") == nil
            ? RuleArgument(
                "it is neither a key nor a key with an instance, such as `web[\"blue\"]`",
                zh: "既不是键，也不是带实例的键（如 `web[\"blue\"]`）") : nil
    }

    static let address = TextForm(Bilingual("an address", zh: "地址"), example: "server.web[\"blue\"]") {
        Address($0) == nil
            ? RuleArgument(
                "it is not an address such as `server.web`, `disk.web.data` or `image.golden`",
                zh: "不是 `server.web`、`disk.web.data` 或 `image.golden` 形式的地址") : nil
    }

    static let date = TextForm(
        Bilingual("a date", zh: "日期"), example: "2026-06-01", pattern: #"^\d{4}-\d{2}-\d{2}$"#
    ) {
        $0.utf8.count == 10 && Timestamp($0) != nil
            ? nil : RuleArgument("it is not a day such as 2026-06-01", zh: "不是 2026-06-01 形式的日期")
    }

    static let moment = TextForm(Bilingual("a time", zh: "时间"), example: "2026-06-01T08:00:00Z") {
        guard Timestamp($0) != nil else {
            return RuleArgument("it is neither a date nor an RFC 3339 time", zh: "既不是日期，也不是 RFC 3339 时间")
        }
        return Timestamp.saysZone($0)
            ? nil
            : RuleArgument(
                "it lacks its time zone: `Z` for UTC, or such as `+08:00`", zh: "缺少时区：`Z` 表示 UTC，或如 `+08:00`")
    }

    /// A name of the time zone database, or an offset. Abbreviations stand for several zones.
    static let timeZone = TextForm(
        Bilingual("a time zone", zh: "时区"), example: "Asia/Shanghai",
        pattern: #"^(UTC|GMT|(UTC|GMT)[+-][0-9:]{1,5}|[A-Za-z]+/[A-Za-z0-9_+/-]+)$"#,
        fault: TimeZones.fault, nearest: TimeZones.nearest(to:))

    static let timeOfDay = TextForm(
        Bilingual("a time of day", zh: "时刻"), example: "02:00", pattern: #"^([01]\d|2[0-3]):[0-5]\d$"#
    ) { text in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(Characters.isDigit) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return RuleArgument("it is not an hour and a minute such as 02:00", zh: "不是 02:00 形式的时和分") }
        return nil
    }
}

/// Pieces of manifests as messages may show them: short, control characters escaped.
enum Shown {
    static func text(_ text: String, most: Int = 60) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < most else { return result + "…" }
            count += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
