internal import XimageCore

/// How values are described where a key is explained: what they are, and what limits them.
extension FieldType {
    /// With the type of items and values.
    var words: RuleArgument {
        switch self {
        case .text: RuleArgument(description, zh: "文本")
        case .flag: RuleArgument(description, zh: "`true` 或 `false`")
        case .number: RuleArgument(description, zh: "整数")
        case .size: RuleArgument(description, zh: "容量，整数 GiB")
        case .memory: RuleArgument(description, zh: "内存容量")
        case .duration: RuleArgument(description, zh: "时长")
        case .choice(let words):
            RuleArgument(description, zh: words.map { "`\($0)`" }.joined(separator: "、"))
        case .list(let inner): RuleArgument(inner.words, english: "a list; each item is ", chinese: "列表；每一项为")
        case .map(_, let inner):
            RuleArgument(inner.words, english: "a map; each value is ", chinese: "映射；每个值为")
        case .block: RuleArgument(description, zh: "由固定键组成的映射")
        case .either(let types): RuleArgument(types.map(\.words), english: ", or ", chinese: "；或")
        case .anything: RuleArgument(description, zh: "任意值")
        }
    }

    /// `nil` where any value of the type will do.
    var limits: RuleArgument? {
        switch self {
        case .text(let form): form.pattern.map(Self.limits(pattern:))
        // The widest numbers have no limit that anybody would meet.
        case .number(let range) where range.upperBound > 1_000_000_000: nil
        case .number(let range):
            range.count == 1
                ? RuleArgument("\(range.lowerBound)")
                : Self.limits("\(range.lowerBound)", "\(range.upperBound)")
        case .size(let range):
            Self.limits(Units.text(gibibytes: range.lowerBound), Units.text(gibibytes: range.upperBound))
        case .duration(let range):
            Self.limits(Units.text(seconds: range.lowerBound), Units.text(seconds: range.upperBound))
        case .list(let inner): inner.limits
        case .map(let key, let inner):
            Self.joined(
                [
                    key.pattern.map {
                        RuleArgument(Self.limits(pattern: $0), english: "keys: ", chinese: "键：")
                    },
                    inner.limits.map { RuleArgument($0, english: "values: ", chinese: "值：") },
                ].compactMap(\.self), english: "; ", chinese: "；")
        case .either(let types): Self.joined(types.compactMap(\.limits), english: ", or ", chinese: "；或")
        case .flag, .memory, .choice, .block, .anything: nil
        }
    }

    private static func limits(_ least: String, _ most: String) -> RuleArgument {
        RuleArgument("\(least) to \(most)", zh: "\(least) 至 \(most)")
    }

    private static func limits(pattern: String) -> RuleArgument {
        pattern == TextForm.nonEmpty.pattern
            ? RuleArgument("not blank", zh: "不能为空")
            : RuleArgument("matches `\(pattern)`", zh: "匹配 `\(pattern)`")
    }

    private static func joined(_ parts: [RuleArgument], english: String, chinese: String) -> RuleArgument? {
        parts.isEmpty ? nil : RuleArgument(parts, english: english, chinese: chinese)
    }

    /// Blocks that a value may be or hold.
    var blocks: [BlockSchema] {
        switch self {
        case .block(let schema): [schema]
        case .list(let inner), .map(_, let inner): inner.blocks
        case .either(let types): types.flatMap(\.blocks)
        default: []
        }
    }

    /// Whether people's own keys stand between the key and the blocks below it.
    var hasOwnKeys: Bool {
        switch self {
        case .map: true
        case .either(let types): types.contains(where: \.hasOwnKeys)
        default: false
        }
    }

    /// Rules that texts and numbers of the type violate.
    var rules: [String] {
        switch self {
        case .text(let form): [form.rule?.id].compactMap(\.self)
        case .list(let inner): inner.rules
        case .map(let key, let inner): [key.rule?.id].compactMap(\.self) + inner.rules
        case .either(let types): types.flatMap(\.rules)
        default: []
        }
    }
}

extension RuleArgument {
    fileprivate init(_ rest: RuleArgument, english: String, chinese: String) {
        self.init(english + rest.english, zh: chinese + rest[.chinese])
    }
}
