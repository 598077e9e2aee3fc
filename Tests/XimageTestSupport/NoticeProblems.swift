package import XimageCore

/// What is wrong with entries of the catalogue of messages; empty when nothing is.
package enum NoticeProblems {
    package static func of(_ notices: [Notice]) -> [String] {
        var seen: Set<String> = []
        return notices.flatMap { notice -> [String] in
            var problems = headline(notice.headline)
            let key = "\(notice.code) \(notice.english.message) \(notice.english.fix ?? "")"
            if !seen.insert(key).inserted { problems.append("is there twice") }
            let texts = [
                (notice.english.message, notice.chinese.message as String?),
                (notice.english.fix ?? "", notice.english.fix == nil ? "" : notice.chinese.fix),
            ]
            if notice.english.fix == nil, notice.chinese.fix != nil {
                problems.append("has a Chinese fix alone")
            }
            for (english, chinese) in texts {
                guard let chinese else {
                    problems.append("has an English fix alone")
                    continue
                }
                problems += Self.problems(english, chinese)
            }
            return problems.map { "\(notice.code) \"\(notice.headline.english)\": \($0)" }
        }
    }

    private static func headline(_ headline: Bilingual) -> [String] {
        var problems: [String] = []
        for text in [headline.english, headline.chinese] {
            if text.contains("{") && !text.contains("`${`") { problems.append("headline has user data") }
            if text.hasSuffix(".") || text.hasSuffix("。") { problems.append("headline has a full stop") }
            if text.count > 70 { problems.append("headline is long") }
        }
        if headline.english.unicodeScalars.contains(where: isHan) { problems.append("English has Chinese") }
        if !headline.chinese.unicodeScalars.contains(where: isHan) {
            problems.append("headline is not Chinese")
        }
        return problems
    }

    private static func problems(_ english: String, _ chinese: String) -> [String] {
        var problems: [String] = []
        if placeholders(english) != placeholders(chinese) {
            problems.append("placeholders differ: \(placeholders(english)), \(placeholders(chinese))")
        }
        for value in extremes {
            for text in [english, chinese] {
                let filled = FindingText.filled(text) { _ in value }
                let left = placeholders(filled).intersection(placeholders(text)).subtracting(
                    placeholders(value))
                if !left.isEmpty { problems.append("leaves \(left)") }
            }
        }
        let words = FindingText.filled(english) { _ in "" }
        if words.unicodeScalars.contains(where: isHan) { problems.append("English has Chinese") }
        if let prose = prose(chinese) { problems.append("Chinese has `\(prose)`") }
        let plain = withoutCode(chinese).replacing(#/\{[A-Za-z]+\}/#, with: "")
        if plain.contains(#/\p{Han}[,;:?!]/#) { problems.append("punctuation of half width: \(plain)") }
        let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
        if (english + chinese).unicodeScalars.contains(where: { isControl($0) && $0 != "\n" }) {
            problems.append("control character")
        }
        return problems
    }

    /// English prose in a Chinese text: two words in a row that are neither code nor a command.
    package static func prose(_ chinese: String) -> String? {
        withoutCode(chinese).firstMatch(of: #/[a-z]{2,} [a-z]{2,}|\b[A-Z][a-z]+ [a-z]+/#).map {
            String($0.output)
        }
    }

    /// Without what is typed: code between backticks, commands, and lines that are indented.
    private static func withoutCode(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.hasPrefix("  ") }.joined(separator: "\n")
            .replacing(#/`` ` ``/#, with: "").replacing(#/`[^`]*`/#, with: "")
            .replacing(#/“[^”]*”/#, with: "").replacing(#/ximage( [a-z-]+)+/#, with: "")
    }

    private static func placeholders(_ text: String) -> Set<String> {
        Set(text.matches(of: #/\{([A-Za-z]+)\}/#).map { String($0.output.1) })
    }

    private static func isHan(_ scalar: Unicode.Scalar) -> Bool { (0x3000...0x9FFF).contains(scalar.value) }

    private static let extremes = [
        "", "0", "1", "1000", String(repeating: "x", count: 200), "\u{202E}שלום", "\u{1B}[31m\u{7}",
        "${name}",
    ]
}
