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

/// Until each text of the rules has its Chinese: one text for both.
extension Bilingual: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value, zh: value) }
}
