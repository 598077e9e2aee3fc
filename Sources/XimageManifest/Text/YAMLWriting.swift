internal import XimageYAML

/// Values as YAML text.
enum YAMLWriting {
    /// A text as a scalar that reads back as this text: plain where that is safe, in quotes where it is not.
    static func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        // Double quotes, backslashes and brackets stay readable in single quotes, which know no escapes.
        let isReadable =
            text.utf8.contains { $0 == 0x22 || $0 == 0x5C || $0 == 0x5B }
            && text.utf8.allSatisfy { 0x20...0x7E ~= $0 } && !text.contains("${") && !text.contains("##")
        return isReadable ? "'" + text.replacing("'", with: "''") + "'" : quoted(text)
    }

    /// A text in double quotes.
    static func quoted(_ text: String) -> String {
        // Two of them begin a command to the program that keeps a build log.
        let hasNumberSigns = text.contains("##")
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "#" where hasNumberSigns: result += "\\x23"
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
                    .surrogate:
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    let width = scalar.value > 0xFFFF ? 8 : 4
                    result +=
                        (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count)
                        + digits
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// Whether a text may stand without quotes, in any position and inside brackets too.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, last != 0x20 else { return false }
        guard case .string = YAMLScalar.plain(text) else { return false }
        guard Characters.isLetter(first) || Characters.isDigit(first) || first == 0x2F || first == 0x5F else {
            return false
        }
        guard !["yes", "no", "on", "off", "y", "n"].contains(text.lowercased()) else { return false }
        return text.utf8.allSatisfy { byte in
            Characters.isKeyByte(byte) || byte == 0x2E || byte == 0x2F || byte == 0x20 || byte == 0x40
                || byte == 0x2B
        }
    }

    /// Any value in one line.
    static func line(_ value: ScopeValue) -> String {
        switch value {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .float(let number):
            number.isNaN ? ".nan" : number.isInfinite ? (number < 0 ? "-.inf" : ".inf") : String(number)
        case .text(let text): scalar(text)
        case .secret: "(sensitive)"
        case .list(let values): "[" + values.map(line).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\(scalar($0.key)): \(line($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
