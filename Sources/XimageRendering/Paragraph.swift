/// Breaks running text into lines.
package enum Paragraph {
    /// Lines of at most `width` columns where that is possible: words are never broken, so that paths and commands
    /// can be copied. Scripts without blanks may break between any two wide characters. Lines that begin with two
    /// blanks are commands and stay as they are. The result is safe to print.
    package static func lines(_ text: String, width: Int) -> [String] {
        var result: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("  ") {
                result.append(String(line).visible)
            } else {
                result += wrapped(String(line).visible, width: width)
            }
        }
        return result
    }

    private static func wrapped(_ line: String, width: Int) -> [String] {
        if line.displayWidth <= width { return [line] }
        var result: [String] = []
        var current = ""
        var used = 0
        for word in line.split(separator: " ", omittingEmptySubsequences: true) {
            var needsBlank = !current.isEmpty
            for piece in pieces(of: word) {
                let columns = piece.displayWidth
                if used + columns + (needsBlank ? 1 : 0) > width, !current.isEmpty {
                    result.append(current)
                    current = ""
                    used = 0
                    needsBlank = false
                }
                if needsBlank {
                    current += " "
                    used += 1
                    needsBlank = false
                }
                current += piece
                used += columns
            }
        }
        if !current.isEmpty { result.append(current) }
        return result
    }

    /// Parts of a word between which a line may break.
    private static func pieces(of word: Substring) -> [String] {
        if word.utf8.allSatisfy({ $0 < 0x80 }) { return [String(word)] }
        var result: [String] = []
        var joins = false
        for character in word {
            let isWide = character.displayWidth > 1
            if result.isEmpty || (isWide || !joins) && !mayNotBegin.contains(character) {
                result.append(String(character))
            } else {
                result[result.count - 1].append(character)
            }
            joins = !isWide
        }
        return result
    }

    /// Punctuation that stays with what stands before it.
    private static let mayNotBegin: Set<Character> = [
        "，", "。", "、", "；", "：", "？", "！", "）", "」", "』", "】", "》", "”", "’", "…", ".", ",", ";", ":", ")",
    ]
}
