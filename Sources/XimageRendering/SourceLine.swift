package import XimageCore

/// The line of a manifest file around a place, for snippets; `nil` when there is none.
package typealias SourceLookup = (_ file: String, _ place: SourcePosition) -> SourceLine?

/// One line of a file, or a stretch of a very long one.
package struct SourceLine: Sendable {
    package var text: String
    /// Scalars of the line in front of `text`.
    package var skipped: Int

    package init(_ text: String, skipped: Int = 0) {
        self.text = text
        self.skipped = skipped
    }

    /// The line of a place in a whole text. A line ends with LF, CR LF or CR.
    package init?(of text: String, at place: SourcePosition) {
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars = scalars.dropFirst() }
        for _ in 1..<max(1, Int(place.line)) {
            guard let end = scalars.firstIndex(where: \.isLineBreak) else { return nil }
            let isPair = scalars[end] == "\r" && scalars[scalars.index(after: end)...].first == "\n"
            scalars = scalars[scalars.index(end, offsetBy: isPair ? 2 : 1)...]
        }
        self.init(String(scalars.prefix { !$0.isLineBreak }))
    }
}

extension Unicode.Scalar {
    fileprivate var isLineBreak: Bool { self == "\n" || self == "\r" }
}
