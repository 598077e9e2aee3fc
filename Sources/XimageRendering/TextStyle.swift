package import XimageCore

/// How a text shall look: with or without colour, how wide a line may get, and in which language it is.
package struct TextStyle: Hashable, Sendable {
    package var isColoured: Bool
    package var language: Language
    /// Columns that paragraphs are wrapped at.
    package var width: Int

    package init(isColoured: Bool = false, width: Int = 100, language: Language = .english) {
        self.isColoured = isColoured
        self.language = language
        self.width = max(width, 40)
    }

    /// What a part of a text means; the colours follow from it.
    package enum Role: Sendable, CaseIterable {
        case strong, faint, accent
        case added, changed, removed
        case error, warning, info

        fileprivate var code: String {
            switch self {
            case .strong: "1"
            case .faint: "2"
            case .accent: "36"
            case .added: "32"
            case .changed: "33"
            case .removed: "31"
            case .error: "1;31"
            case .warning: "1;33"
            case .info: "1;36"
            }
        }
    }

    private static let sequences = (Role.allCases.map(\.code) + ["0"]).map {
        Array("\u{1B}[\($0)m".unicodeScalars)
    }

    /// The index behind a sequence of ``paint(_:_:)`` that starts at an index; `nil` where none does.
    static func endOfColour(_ scalars: [Unicode.Scalar], at index: Int) -> Int? {
        sequences.first { sequence in
            index + sequence.count <= scalars.count
                && scalars[index..<index + sequence.count].elementsEqual(sequence)
        }.map { index + $0.count }
    }

    /// The text in the colour of its role; unchanged where there is no colour. `text` must be safe already.
    package func paint(_ text: String, _ role: Role) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(role.code)m\(text)\u{1B}[0m" : text
    }
}
