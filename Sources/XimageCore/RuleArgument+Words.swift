/// Arguments that are put together from words.
extension RuleArgument {
    /// What stands between the last two of a list.
    package enum Conjunction: Sendable {
        case and, or
    }

    package init(_ words: Bilingual) { self.init(words.english, zh: words.chinese) }

    /// One after the other, with something between them.
    package init(_ parts: [RuleArgument], english: String, chinese: String) {
        self.init(
            parts.map(\.english).joined(separator: english),
            zh: parts.map { $0[.chinese] }.joined(separator: chinese))
    }

    /// "`a`, `b` and `c`"
    package static func listed(_ words: [String], _ last: Conjunction = .and) -> RuleArgument {
        let quoted = words.map { "`\($0)`" }
        guard let end = quoted.last, quoted.count > 1 else { return RuleArgument(quoted.first ?? "") }
        let start = quoted.dropLast()
        return RuleArgument(
            start.joined(separator: ", ") + (last == .and ? " and " : " or ") + end,
            zh: start.joined(separator: "、") + (last == .and ? " 和 " : " 或 ") + end)
    }

    /// `a, b, c`, with what is said of the rest.
    package static func series(_ words: [String], rest: Bilingual? = nil) -> RuleArgument {
        RuleArgument(
            words.joined(separator: ", ") + (rest?.english ?? ""),
            zh: words.joined(separator: "、") + (rest?.chinese ?? ""))
    }

    /// `3 servers`.
    /// - Parameter measure: with the noun, in Chinese: "台云服务器".
    package static func count(
        _ number: Int, _ noun: String, plural: String? = nil, zh measure: String
    ) -> RuleArgument {
        RuleArgument(
            Count.of(number, noun, plural: plural), zh: "\(Count.grouped(number)) \(measure)")
    }
}

extension ResourceKind {
    /// `server`, as it stands inside a sentence.
    package var noun: Bilingual {
        switch self {
        case .vault: Bilingual(rawValue, zh: "存储库")
        case .server: Bilingual(rawValue, zh: "云服务器")
        case .disk: Bilingual(rawValue, zh: "云硬盘")
        case .image: Bilingual(rawValue, zh: "镜像")
        case .copy: Bilingual(rawValue, zh: "镜像副本")
        }
    }
}
