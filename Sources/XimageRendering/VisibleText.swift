import XimageCore

/// Keeps what a manifest or the cloud says from steering the terminal.
extension String {
    /// The same text with everything that a terminal would obey or hide spelled out: control characters, C1,
    /// direction overrides, separators, zero-width marks. One line stays one line.
    package var visible: String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        var result = ""
        for scalar in unicodeScalars {
            if scalar.isHarmless {
                result.unicodeScalars.append(scalar)
            } else {
                result += scalar.spelledOut
            }
        }
        return result
    }
}

extension Address {
    /// Safe to print: instance keys are free text.
    package var shown: String { description.visible }
}

extension Unicode.Scalar {
    /// False for what steers a terminal, changes the direction of text or cannot be seen at all.
    var isHarmless: Bool {
        switch value {
        case 0x20..<0x7F: true
        case 0..<0x20, 0x7F...0x9F, 0xAD: false
        case 0x61C, 0x180E: false
        // Zero-width joiners belong to scripts and emoji; the rest of the row does not belong into a line.
        case 0x200C, 0x200D: true
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: false
        case 0xFEFF, 0xFFF9...0xFFFB: false
        case 0xE0000...0xE007F: false
        default: true
        }
    }

    /// `\n`, `\t`, `\r` or `\u{1b}`.
    var spelledOut: String {
        switch self {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default: "\\u{\(String(value, radix: 16))}"
        }
    }
}
