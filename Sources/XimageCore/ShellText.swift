extension String {
    /// As a shell takes it for one word, for commands to copy. Nothing in it steers a terminal.
    package var shellQuoted: String {
        guard !isEmpty else { return "''" }
        if utf8.allSatisfy(Self.isPlain) { return self }
        guard unicodeScalars.contains(where: \.isInvisible) else {
            return "'" + replacing("'", with: #"'\''"#) + "'"
        }
        // What cannot be seen is spelled out; `$'...'` gives it back.
        return "$'" + unicodeScalars.map(\.spelledForShell).joined() + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: ","),
            UInt8(ascii: "%"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
            true
        default: false
        }
    }

    fileprivate var spelledForShell: String {
        if self == "'" || self == "\\" { return "\\\(self)" }
        guard isInvisible else { return String(self) }
        let digits = String(value, radix: 16, uppercase: true)
        let isLong = value > 0xFFFF
        return (isLong ? "\\U" : "\\u") + String(repeating: "0", count: (isLong ? 8 : 4) - digits.count)
            + digits
    }
}
