/// Columns that texts take on a terminal.
extension String {
    /// Counts wide characters twice and combining ones not at all. The text must be ``visible`` already.
    package var displayWidth: Int {
        if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
        return reduce(0) { $0 + $1.displayWidth }
    }

    /// Filled up with blanks to a width; unchanged when it is as wide already.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    /// With blanks in front, for numbers.
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - displayWidth)) + self
    }

    /// At most `width` columns; what is cut off is marked by `…`.
    package func truncated(to width: Int) -> String {
        guard displayWidth > width else { return self }
        guard width > 0 else { return "" }
        var result = ""
        var used = 0
        for character in self {
            let columns = character.displayWidth
            if used + columns > width - 1 { break }
            result.append(character)
            used += columns
        }
        return result + "…"
    }
}

enum DisplayWidth {
    /// Of a line that may be painted.
    static func withoutColour(_ line: String) -> Int {
        guard line.utf8.contains(0x1B) else { return line.displayWidth }
        return line.replacing(/\u{1B}\[[0-9;]*m/, with: "").displayWidth
    }
}

extension Character {
    /// 0, 1 or 2 for nearly all; more for clusters of several letters.
    package var displayWidth: Int {
        let scalars = unicodeScalars
        if let first = scalars.first, scalars.count == 1 { return first.displayWidth }
        let isEmoji = scalars.contains {
            $0.value == 0xFE0F || $0.properties.isEmojiPresentation || (0x1F1E6...0x1F1FF).contains($0.value)
        }
        return isEmoji ? 2 : scalars.reduce(0) { $0 + $1.displayWidth }
    }
}

extension Unicode.Scalar {
    /// Source: Unicode Standard Annex 11, East Asian Width, and general categories.
    package var displayWidth: Int {
        if value < 0x300 { return 1 }
        switch value {
        case 0x1160...0x11FF: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F251, 0x20000...0x3FFFD:
            return 2
        default: break
        }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return properties.isEmojiPresentation ? 2 : 1
        }
    }
}
