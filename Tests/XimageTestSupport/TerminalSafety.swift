/// What may not reach a terminal from a manifest or from the cloud.
package enum TerminalSafety {
    /// The first scalar that would steer or deceive a terminal, spelled out; `nil` for a safe text. Line breaks are
    /// safe, and so are the colours that ximage itself writes, if `allowsColour`.
    package static func violation(in text: String, allowsColour: Bool = false) -> String? {
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let value = scalars[index].value
            if allowsColour, value == 0x1B, let end = endOfColour(scalars, from: index) {
                index = end
                continue
            }
            switch value {
            case 0x0A: break
            case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F,
                0xFEFF:
                return "U+\(String(value, radix: 16)) at scalar \(index)"
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Index behind `ESC [ digits ; m`.
    private static func endOfColour(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
        guard start + 1 < scalars.count, scalars[start + 1] == "[" else { return nil }
        var index = start + 2
        while index < scalars.count, scalars[index].properties.numericType != nil || scalars[index] == ";" {
            index += 1
        }
        return index < scalars.count && scalars[index] == "m" ? index + 1 : nil
    }
}
