package import XimageCore

/// What a text must look like.
package struct TextForm: Sendable {
    /// What people call it: "a region".
    package let name: String
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
        _ name: String, example: String, pattern: String? = nil, rule: RuleWords? = nil,
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

extension TextForm {
    static let any = TextForm("a text", example: "text")

    static let nonEmpty = TextForm("a text", example: "text", pattern: #"\S"#) {
        if $0.isEmpty { return "it is empty" }
        return $0.allSatisfy(\.isWhitespace) ? "it is blank" : nil
    }

    /// Patterns of files below the folder of the manifest.
    static let pathPattern = TextForm("a pattern of paths", example: "images/*.yaml", pattern: "^[^/].*$") {
        text in
        if text.isEmpty { return "it is empty" }
        if text.utf8.count > 1024 { return "it has more than 1,024 bytes" }
        if text.hasPrefix("/") {
            return "it begins with `/`, and only files below the folder belong to a set"
        }
        return text.split(separator: "/").contains("..")
            ? "it goes up with `..`, and only files below the folder belong to a set" : nil
    }

    /// Names of blocks, disks and variables.
    static let key = TextForm("a key", example: "main", pattern: "^[A-Za-z][A-Za-z0-9_-]{0,62}$") { text in
        guard let first = text.utf8.first else { return "it is empty" }
        guard Characters.isLetter(first) else { return "it does not begin with a letter" }
        guard text.utf8.count <= 63 else { return "it has more than 63 characters" }
        return text.utf8.allSatisfy(Characters.isKeyByte)
            ? nil : "it holds other characters than letters, digits, `_`, `-`"
    }

    /// Names of blocks; one of their instances may be meant: `web["blue"]`.
    static let block = TextForm(
        "a key", example: "main",
        pattern: #"^[A-Za-z][A-Za-z0-9_-]{0,62}(\[([0-9]{1,9}|"[A-Za-z0-9._-]+")\])?$"#
    ) { text in
        guard text.utf8.contains(0x5B) else { return key.fault(text) }
        guard let address = Address("server.\(text)"), address.instance != nil, address.generation == nil,
            address.description == "server.\(text)"
        else { return "it is neither a key nor a key with an instance, such as `web[\"blue\"]`" }
        if case .key(let instance)? = address.instance, let fault = InstanceKey.fault(instance) {
            return RuleArgument(fault)
        }
        return key.fault(address.name)
    }

    /// Names of variables and of environment variables that set them.
    static let variableName = TextForm(
        "a variable's name", example: "zones", pattern: "^[A-Za-z][A-Za-z0-9_]{0,62}$"
    ) {
        $0.utf8.contains(0x2D) ? "it holds a `-`, which environment variables cannot" : key.fault($0)
    }

    static let project = TextForm("a project's name", example: "shop", pattern: "^[a-z][a-z0-9-]{0,31}$") {
        text in
        guard let first = text.utf8.first else { return "it is empty" }
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
            return "it does not begin with a-z"
        }
        guard text.utf8.count <= 32 else { return "it has more than 32 characters" }
        return text.utf8.allSatisfy { Characters.isLowerWordByte($0) }
            ? nil : "it holds other characters than a-z, 0-9 and `-`"
    }

    static let region = TextForm("a region", example: "cn-north-4", pattern: "^[a-z][a-z0-9-]{0,63}$") {
        lowerWordFault($0)
    }

    static let zone = TextForm(
        "an availability zone", example: "cn-north-4a", pattern: "^[a-z][a-z0-9-]{0,63}$"
    ) {
        lowerWordFault($0)
    }

    private static func lowerWordFault(_ text: String) -> RuleArgument? {
        guard let first = text.utf8.first else { return "it is empty" }
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), text.utf8.count <= 64,
            text.utf8.allSatisfy(Characters.isLowerWordByte)
        else { return "it holds other characters than a-z, 0-9 and `-`" }
        return nil
    }

    /// Source: IMS API reference, image name.
    static let imageName = TextForm(
        "an image's name", example: "golden", pattern: named("-._ ", Limits.imageName), rule: .imageName
    ) { NameFormat.problem(imageName: Expression.withoutPlaceholders($0)) }

    /// The pattern of `NameFormat.problem`: letters, digits, Chinese characters and others.
    static func named(_ others: String, _ count: ClosedRange<Int>) -> String {
        let last = others.replacing("-", with: "") + "-"
        return #"^[A-Za-z0-9\u4e00-\u9fff"# + last + "]{\(count.lowerBound),\(count.upperBound)}$"
    }

    static func description(_ most: Int, rule: RuleWords?, lines: Bool = true) -> TextForm {
        let pattern = lines ? "^[^<>]{0,\(most)}$" : #"^[^<>\r\n]{0,"# + "\(most)}$"
        return TextForm("a description", example: "Build server", pattern: pattern, rule: rule) {
            NameFormat.problem(description: $0, limit: most, allowsLines: lines)
        }
    }

    static func tagKey(rule: RuleWords?) -> TextForm {
        TextForm(
            "a tag's key", example: "team", pattern: named("-_", Limits.tagKey), rule: rule,
            fault: NameFormat.problem(tagKey:))
    }

    static func tagValue(rule: RuleWords?) -> TextForm {
        TextForm(
            "a tag's value", example: "shop", pattern: named("-_.", Limits.tagValue), rule: rule,
            fault: NameFormat.problem(tagValue:))
    }

    static let ipAddress = TextForm(
        "an IPv4 address", example: "192.168.0.10", pattern: #"^(\d{1,3}\.){3}\d{1,3}$"#
    ) { text in
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isRight = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.utf8.first != 0x2B }
        return isRight ? nil : "it is not four numbers from 0 to 255 with dots between"
    }

    /// `web`, `web[0]` or `web["blue"]`.
    static let serverReference = TextForm("a server", example: "web[\"blue\"]") {
        Address("server.\($0)") == nil
            ? "it is neither a key nor a key with an instance, such as `web[\"blue\"]`" : nil
    }

    static let address = TextForm("an address", example: "server.web[\"blue\"]") {
        Address($0) == nil
            ? "it is not an address such as `server.web`, `disk.web.data` or `image.golden`" : nil
    }

    static let date = TextForm("a date", example: "2026-06-01", pattern: #"^\d{4}-\d{2}-\d{2}$"#) {
        $0.utf8.count == 10 && Timestamp($0) != nil ? nil : "it is not a day such as 2026-06-01"
    }

    static let moment = TextForm("a time", example: "2026-06-01T08:00:00Z") {
        guard Timestamp($0) != nil else { return "it is neither a date nor an RFC 3339 time" }
        return Timestamp.saysZone($0) ? nil : "it lacks its time zone: `Z` for UTC, or such as `+08:00`"
    }

    /// A name of the time zone database, or an offset. Abbreviations stand for several zones.
    static let timeZone = TextForm(
        "a time zone", example: "Asia/Shanghai",
        pattern: #"^(UTC|GMT|(UTC|GMT)[+-][0-9:]{1,5}|[A-Za-z]+/[A-Za-z0-9_+/-]+)$"#,
        fault: { TimeZones.fault($0).map { RuleArgument($0) } }, nearest: TimeZones.nearest(to:))

    static let timeOfDay = TextForm("a time of day", example: "02:00", pattern: #"^([01]\d|2[0-3]):[0-5]\d$"#)
    { text in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(Characters.isDigit) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return "it is not an hour and a minute such as 02:00" }
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
