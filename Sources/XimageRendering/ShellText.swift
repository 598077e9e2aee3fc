extension String {
    /// As a shell takes it for one word, for commands to copy. Nothing in it steers a terminal.
    package var shellQuoted: String {
        guard !isEmpty else { return "''" }
        guard unicodeScalars.allSatisfy(\.isHarmless) else {
            // What cannot be seen is spelled out; `$'...'` gives it back.
            return "$'" + unicodeScalars.map(\.spelledForShell).joined() + "'"
        }
        let isPlain = unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "_./:@%+=,-".unicodeScalars.contains(scalar)
        }
        return isPlain
            ? self
            : "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}

extension Unicode.Scalar {
    fileprivate var spelledForShell: String {
        if self == "'" || self == "\\" { return "\\\(self)" }
        guard !isHarmless else { return String(self) }
        let digits = String(value, radix: 16, uppercase: true)
        let count = value > 0xFFFF ? 8 : 4
        return (count == 8 ? "\\U" : "\\u") + String(repeating: "0", count: count - digits.count) + digits
    }
}
