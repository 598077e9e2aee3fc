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
