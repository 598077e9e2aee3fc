/// `${...}` in texts. There are no functions and no arithmetic: an expression is a name.
enum Expression {
    enum Part: Hashable {
        case text(String)
        case name(Name)
    }

    /// A dotted name such as `each.value.size` or `source.tags.team`.
    struct Name: Hashable {
        var words: [String]
        /// As written between the braces.
        var text: String
    }

    static func parse(_ text: String) -> Result<[Part], ExpressionFault> {
        var parts: [Part] = []
        var literal = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            let behind = rest[dollar...]
            if behind.hasPrefix("$${") {
                literal += rest[..<dollar] + "${"
                rest = behind.dropFirst(3)
            } else if behind.hasPrefix("${") {
                literal += rest[..<dollar]
                guard let end = behind.firstIndex(of: "}") else { return .failure(.unclosed) }
                let written = String(behind[behind.index(dollar, offsetBy: 2)..<end])
                guard let name = name(written) else { return .failure(.malformed(written)) }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(.name(name))
                rest = behind[behind.index(after: end)...]
            } else {
                literal += rest[...dollar]
                rest = behind.dropFirst()
            }
        }
        literal += rest
        if !literal.isEmpty || parts.isEmpty { parts.append(.text(literal)) }
        return .success(parts)
    }

    private static func name(_ written: String) -> Name? {
        var text = Substring(written)
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        let words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let isRight = words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { Characters.isKeyByte($0) || $0 >= 0x80 }
        }
        return isRight ? Name(words: words, text: String(text)) : nil
    }

    /// A text in which each expression counts as one digit: for checks of length and characters before the values
    /// are known.
    static func withoutPlaceholders(_ text: String) -> String {
        guard text.utf8.contains(0x24), case .success(let parts) = parse(text) else { return text }
        return parts.map { part in
            switch part {
            case .text(let literal): literal
            case .name(let name): name.words == ["generation", "date"] ? "2026-01-01" : "1"
            }
        }.joined()
    }
}

enum ExpressionFault: Error, Hashable {
    case unclosed
    case malformed(String)
}
