/// A text in both languages. None exists in one alone.
package struct Bilingual: Hashable, Sendable {
    package let english: String
    package let chinese: String

    package init(_ english: String, zh chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    package subscript(language: Language) -> String { language == .english ? english : chinese }
}

extension Language {
    /// One sentence in both languages: none exists in one alone.
    package func callAsFunction(
        _ english: @autoclosure () -> String, zh chinese: @autoclosure () -> String
    ) -> String {
        self == .chinese ? chinese() : english()
    }

    /// `a, b and c`
    package func list(_ parts: [String]) -> String {
        self == .chinese ? parts.joined(separator: "、") : Count.listed(parts)
    }

    /// `a, b, c`: parts of one sentence.
    package func listed(_ parts: [String]) -> String { parts.joined(separator: self(", ", zh: "，")) }

    /// What an explanation stands in.
    package func aside(_ text: String) -> String { self("(\(text))", zh: "（\(text)）") }
}

extension Bilingual: Codable {
    private enum Key: String, CodingKey {
        case english = "en"
        case chinese = "zh"
    }

    /// A text alone is one that exists in English only, as earlier versions wrote it; it is
    /// written like that again, so that the digest of a saved plan stays.
    package init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(text, zh: text)
        } else {
            let box = try decoder.container(keyedBy: Key.self)
            self.init(
                try box.decode(String.self, forKey: .english),
                zh: try box.decode(String.self, forKey: .chinese))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        guard english != chinese else {
            var box = encoder.singleValueContainer()
            return try box.encode(english)
        }
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(english, forKey: .english)
        try box.encode(chinese, forKey: .chinese)
    }
}
