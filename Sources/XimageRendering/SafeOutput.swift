/// The one filter of every output, beside what each text and format does for itself.
///
/// Names, descriptions, refusals and facts come from others. Nothing of them steers a terminal (control characters, C1,
/// direction overrides) and nothing of them is a command to the program that keeps a build log: `##vso[`, `##teamcity[`
/// and `##[` anywhere, `::name` at the start of a line.
package enum SafeOutput {
    /// What is spelled out is written as `\u{1b}`, as ``Swift/String/visible`` does.
    /// - Parameter allowsColour: whether the colours of ``TextStyle`` go through.
    package static func text(_ text: String, allowsColour: Bool = false) -> String {
        guard isSuspicious(text) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var isLineStart = true
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if allowsColour, scalar == "\u{1B}", let end = TextStyle.endOfColour(scalars, at: index) {
                result.unicodeScalars.append(contentsOf: scalars[index..<end])
                index = end
                continue
            }
            let isCommand =
                startsHashCommand(scalars, at: index)
                || (isLineStart && startsColonCommand(scalars, at: index))
            if isCommand {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else if !scalar.isHarmless, scalar != "\n" {
                result += scalar.spelledOut
            } else {
                result.unicodeScalars.append(scalar)
            }
            isLineStart = scalar == "\n" || (isLineStart && scalar == " ")
            index += 1
        }
        return result
    }

    /// JSON that another encoder wrote, with escapes for the same characters; it reads back as the same values.
    package static func json(_ text: String) -> String {
        guard isSuspicious(text) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for (index, scalar) in scalars.enumerated() {
            // Outside of its strings JSON has none of them.
            if startsHashCommand(scalars, at: index) || !(scalar.isHarmless || scalar == "\n") {
                for unit in String(scalar).utf16 { result += escape(unit) }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `\u0023`
    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Two signs of a number: how commands to build logs begin.
    package static func holdsCommand(_ text: String) -> Bool {
        var last: UInt8 = 0
        return text.utf8.contains { byte in
            defer { last = byte }
            return byte == 0x23 && last == 0x23
        }
    }

    private static func startsHashCommand(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        guard scalars[index] == "#", index + 2 < scalars.count, scalars[index + 1] == "#" else {
            return false
        }
        let word = scalars[(index + 2)...].prefix(40).drop { $0.isASCII && $0.properties.isAlphabetic }
        return word.first == "["
    }

    private static func startsColonCommand(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        guard scalars[index] == ":", index + 2 < scalars.count, scalars[index + 1] == ":" else {
            return false
        }
        return scalars[index + 2].properties.isAlphabetic
    }

    /// Whether a text may hold any of it: most do not, and stay as they are.
    private static func isSuspicious(_ text: String) -> Bool {
        var last: UInt8 = 0
        return text.utf8.contains { byte in
            defer { last = byte }
            switch byte {
            case 0x0A: return false
            case 0..<0x20, 0x7F: return true
            // First bytes of C1, and of what changes directions or cannot be seen.
            case 0xC2, 0xD8, 0xE1, 0xE2, 0xEF, 0xF3: return true
            case 0x23, 0x3A: return last == byte
            default: return false
            }
        }
    }
}
