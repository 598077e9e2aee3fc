internal import XimageYAML

/// JSON text with members in the order given.
indirect enum JSON {
    case null
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([JSON])
    case object([(String, JSON)])

    /// An example as it stands in a table; `nil` when it is not YAML.
    init?(yaml: String) {
        let result = YAMLParser.parse(Array(yaml.utf8))
        guard result.problems.isEmpty, let root = result.tree.documents.first else { return nil }
        self.init(ScopeValue(result.tree, root))
    }

    private init(_ value: ScopeValue) {
        switch value {
        case .null: self = .null
        case .flag(let flag): self = .flag(flag)
        case .number(let number): self = .number(number)
        case .float(let number): self = .text(String(number))
        case .text(let text), .secret(let text): self = .text(text)
        case .list(let values): self = .list(values.map(JSON.init))
        case .map(let entries): self = .object(entries.map { ($0.key, JSON($0.value)) })
        }
    }

    func text(indent: Int) -> String {
        let blanks = String(repeating: " ", count: indent + 2)
        switch self {
        case .null: return "null"
        case .flag(let flag): return flag ? "true" : "false"
        case .number(let number): return String(number)
        case .text(let text): return Self.quoted(text)
        case .list(let values):
            if values.isEmpty { return "[]" }
            let lines = values.map { blanks + $0.text(indent: indent + 2) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + String(repeating: " ", count: indent) + "]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(blanks)\(Self.quoted($0.0)): \($0.1.text(indent: indent + 2))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + String(repeating: " ", count: indent) + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
