/// Name formats of the services.
package enum NameFormat {
    /// Letters and digits of ASCII, and Chinese characters.
    package static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "\u{4E00}"..."\u{9FFF}": true
        default: false
        }
    }

    /// What is wrong with a name; `nil` when nothing is.
    package static func problem(_ name: String, length: ClosedRange<Int>, extra: String) -> RuleArgument? {
        let scalars = name.unicodeScalars
        if name == "." || name == ".." {
            return RuleArgument("it is `\(name)`, which means a folder", zh: "“\(name)”表示目录")
        }
        if scalars.count < length.lowerBound { return RuleArgument("it is empty", zh: "为空") }
        if scalars.count > length.upperBound {
            return RuleArgument(
                "it has \(scalars.count) characters", zh: "长度为 \(scalars.count) 个字符")
        }
        let allowed = Set(extra.unicodeScalars)
        guard let bad = scalars.first(where: { !isWord($0) && !allowed.contains($0) }) else { return nil }
        let shown = bad.escaped(asASCII: bad.isInvisible)
        return RuleArgument("it contains '\(shown)'", zh: "包含“\(shown)”")
    }

    /// What is wrong with the name of an image; `nil` when nothing is.
    package static func problem(imageName name: String) -> RuleArgument? {
        if name.hasPrefix(" ") || name.hasSuffix(" ") {
            return RuleArgument("it starts or ends with a blank", zh: "首尾有空格")
        }
        return problem(name, length: Limits.imageName, extra: "-_. ")
    }

    /// What is wrong with a one-line text; `nil` when nothing is.
    package static func problem(description: String, limit: Int, allowsLines: Bool = false) -> RuleArgument? {
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
    package static func problem(tags: [String: String]) -> (key: String, reason: RuleArgument)? {
        if let crowd = crowd(of: tags) { return crowd }
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
            if let reason = problem(tagKey: key) { return (key, prefixed("its key", "键", reason)) }
            if let reason = problem(tagValue: value) { return (key, prefixed("its value", "值", reason)) }
        }
        return nil
    }

    /// The first tag that is too many; `nil` when all are allowed. The services allow ten, and two are ximage's own.
    package static func crowd<Value>(of tags: [String: Value]) -> (key: String, reason: RuleArgument)? {
        guard tags.count > Limits.userTags else { return nil }
        return (
            tags.keys.sorted()[Limits.userTags],
            RuleArgument(
                "there are \(tags.count) tags, and 2 of the \(Limits.tags) are ximage's own",
                zh: "共有 \(tags.count) 个标签，\(Limits.tags) 个中有 2 个由 ximage 使用")
        )
    }

    package static func problem(tagKey key: String) -> RuleArgument? {
        if Mark.keys.contains(key) {
            return RuleArgument("ximage reserves this key for its marks", zh: "该键由 ximage 用作标记")
        }
        if key.hasPrefix("_sys_") {
            return RuleArgument(
                "the service reserves keys that start with `_sys_`", zh: "以 `_sys_` 开头的键由服务保留")
        }
        return problem(key, length: Limits.tagKey, extra: "-_")
    }

    package static func problem(tagValue value: String) -> RuleArgument? {
        value == "." || value == ".." ? nil : problem(value, length: Limits.tagValue, extra: "-_.")
    }

    private static func prefixed(_ english: String, _ chinese: String, _ reason: RuleArgument) -> RuleArgument
    {
        let text = reason.english.hasPrefix("it ") ? String(reason.english.dropFirst(3)) : reason.english
        return RuleArgument("\(english) \(text)", zh: chinese + (reason.chinese ?? reason.english))
    }
}
