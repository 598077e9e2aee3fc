import XimageCore
import XimagePlanning

/// How rules say things.
enum Wording {
    /// At most `limit` items, parted by commas; a word when there are none.
    static func list(_ items: some Sequence<String>, limit: Int = 6) -> RuleArgument {
        let all = Array(items)
        guard !all.isEmpty else { return RuleArgument("none", zh: "无") }
        let shown = all.prefix(limit).joined(separator: ", ")
        guard all.count > limit else { return RuleArgument(shown) }
        let rest = all.count - limit
        return RuleArgument("\(shown) and \(rest) more", zh: "\(shown) 等 \(all.count) 个")
    }
}

/// Name formats of the services.
enum NameFormat {
    /// Letters and digits of ASCII, and Chinese characters.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "\u{4E00}"..."\u{9FFF}": true
        default: false
        }
    }

    /// What is wrong with a name; `nil` when nothing is.
    static func problem(_ name: String, length: ClosedRange<Int>, extra: String) -> RuleArgument? {
        let scalars = name.unicodeScalars
        if scalars.count < length.lowerBound { return RuleArgument("it is empty", zh: "为空") }
        if scalars.count > length.upperBound {
            return RuleArgument(
                "it has \(scalars.count) characters", zh: "长度为 \(scalars.count) 个字符")
        }
        let allowed = Set(extra.unicodeScalars)
        guard let bad = scalars.first(where: { !isWord($0) && !allowed.contains($0) }) else { return nil }
        let shown = bad.escaped(asASCII: !bad.properties.isEmoji && bad.value < 0x20)
        return RuleArgument("it contains '\(shown)'", zh: "包含“\(shown)”")
    }

    /// What is wrong with a one-line text; `nil` when nothing is.
    static func problem(description: String, limit: Int, allowsLines: Bool = false) -> RuleArgument? {
        let count = description.unicodeScalars.count
        if count > limit { return RuleArgument("it has \(count) characters", zh: "长度为 \(count) 个字符") }
        if description.contains("<") || description.contains(">") {
            return RuleArgument("it contains < or >", zh: "包含 < 或 >")
        }
        if !allowsLines, description.contains(where: \.isNewline) {
            return RuleArgument("it has a line break", zh: "包含换行")
        }
        return nil
    }

    /// What is wrong with tags, with the key at fault; `nil` when nothing is.
    static func problem(tags: [String: String]) -> (key: String, reason: RuleArgument)? {
        if tags.count > Limits.userTags {
            return (
                tags.keys.sorted()[Limits.userTags],
                RuleArgument(
                    "there are \(tags.count) tags, and 2 of the 10 are ximage's own",
                    zh: "共有 \(tags.count) 个标签，10 个中有 2 个由 ximage 使用")
            )
        }
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
            if let reason = problem(key, length: Limits.tagKey, extra: "-_") {
                return (key, prefixed("its key", "键", reason))
            }
            if let reason = problem(value, length: Limits.tagValue, extra: "-_.") {
                return (key, prefixed("its value", "值", reason))
            }
        }
        return nil
    }

    private static func prefixed(_ english: String, _ chinese: String, _ reason: RuleArgument) -> RuleArgument
    {
        let text = reason.english.hasPrefix("it ") ? String(reason.english.dropFirst(3)) : reason.english
        return RuleArgument("\(english) \(text)", zh: chinese + (reason.chinese ?? reason.english))
    }
}
