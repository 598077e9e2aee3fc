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

    /// The words of a line that was written with ``shellQuoted``.
    package var shellWords: [String] {
        var words: [String] = []
        var word: String?
        var rest = Substring(self)
        while let character = rest.popFirst() {
            switch character {
            case " ":
                if let word { words.append(word) }
                word = nil
            case "'": word = (word ?? "") + rest.takeQuoted(spelled: false)
            case "$" where rest.first == "'":
                rest.removeFirst()
                word = (word ?? "") + rest.takeQuoted(spelled: true)
            case "\\": word = (word ?? "") + (rest.popFirst().map { String($0) } ?? "")
            default: word = (word ?? "") + String(character)
            }
        }
        return words + [word].compactMap { $0 }
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

extension Substring {
    /// Takes everything up to the closing quotation mark.
    /// - Parameter spelled: whether a backslash stands before what is spelled out.
    fileprivate mutating func takeQuoted(spelled: Bool) -> String {
        var text = ""
        while let character = popFirst(), character != "'" {
            guard spelled, character == "\\", let next = popFirst() else {
                text.append(character)
                continue
            }
            let digits = next == "u" ? 4 : next == "U" ? 8 : 0
            guard digits > 0 else {
                text.append(next)
                continue
            }
            let scalar = UInt32(prefix(digits), radix: 16).flatMap(Unicode.Scalar.init)
            removeFirst(Swift.min(digits, count))
            if let scalar { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Whether a terminal shows nothing for it, or something else than a character.
    var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
            true
        default: false
        }
    }

    fileprivate var spelledForShell: String {
        if self == "'" || self == "\\" { return "\\\(self)" }
        return isInvisible ? spelled : String(self)
    }

    /// By its number, as YAML and shells read it: `\u001B`.
    var spelled: String {
        let digits = String(value, radix: 16, uppercase: true)
        let isLong = value > 0xFFFF
        return (isLong ? "\\U" : "\\u") + String(repeating: "0", count: (isLong ? 8 : 4) - digits.count)
            + digits
    }
}
