/// A place in a manifest file.
package struct SourceRange: Hashable, Sendable, Codable {
    /// As shown to people: relative to the working directory.
    package var file: String
    package var start: SourcePosition
    /// Just behind the last character; equal to `start` for a point.
    package var end: SourcePosition

    package init(file: String, start: SourcePosition, end: SourcePosition) {
        self.file = file
        self.start = start
        self.end = end
    }
}

/// One position in a text.
package struct SourcePosition: Hashable, Sendable, Codable, Comparable {
    /// From 1.
    package var line: Int32
    /// From 1, in Unicode scalars.
    package var column: Int32

    package init(line: Int, column: Int) {
        self.line = Int32(clamping: line)
        self.column = Int32(clamping: column)
    }

    package static func < (a: SourcePosition, b: SourcePosition) -> Bool {
        (a.line, a.column) < (b.line, b.column)
    }
}

extension SourceRange: Comparable, CustomStringConvertible {
    package static func < (a: SourceRange, b: SourceRange) -> Bool {
        (a.file, a.start, a.end) < (b.file, b.start, b.end)
    }

    /// `file:line:column`
    package var description: String { "\(file):\(start.line):\(start.column)" }
}

package enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case error, warning, info

    package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .info: 2
        }
    }
}

/// A place with a remark.
package struct Label: Hashable, Sendable, Codable {
    package var range: SourceRange
    package var text: String

    package init(_ range: SourceRange, _ text: String) {
        self.range = range
        self.text = text
    }
}

/// One finding for the user. Building it prints nothing.
package struct Diagnostic: Hashable, Sendable, Codable {
    /// Stable: a rule's id, such as `DK022`, or a code of the manifest language, such as `unknown-key`.
    package var code: String
    package var severity: Severity
    /// A few words, no user data, so that people learn it and can search for it.
    package var summary: String
    /// What exactly, with values and units; then why it matters. Full sentences.
    package var detail: String
    /// What to do, when we know. A command stands on a line of its own.
    package var fix: String?
    package var address: Address?
    /// The text at fault; `nil` when no manifest is the cause.
    package var subject: SourceRange?
    /// Said at the underline; `nil` for an underline alone.
    package var remark: String?
    /// Places that explain it, such as the first of two duplicates.
    package var related: [Label]
    /// Values that the texts were made from, so that they can be told in another language; `nil` where there are none.
    /// `reason@zh` beside `reason` holds the Chinese words.
    package var arguments: [String: String]?
    /// Key of the acknowledgement that took the edge off the finding; `nil` when none did.
    package var acknowledged: String?

    package init(
        code: String, severity: Severity = .error, summary: String, detail: String, fix: String? = nil,
        address: Address? = nil, subject: SourceRange? = nil, remark: String? = nil, related: [Label] = []
    ) {
        self.code = code
        self.severity = severity
        self.summary = summary
        self.detail = detail
        self.fix = fix
        self.address = address
        self.subject = subject
        self.remark = remark
        self.related = related
    }
}

extension Sequence where Element == Diagnostic {
    package var hasErrors: Bool { contains { $0.severity == .error } }

    /// By place, then severity, code and address: the order in which people read them.
    package func inReadingOrder() -> [Diagnostic] {
        sorted { a, b in
            switch (a.subject, b.subject) {
            case (let x?, let y?) where x != y: return x < y
            case (nil, _?): return false
            case (_?, nil): return true
            default: break
            }
            if a.severity != b.severity { return a.severity < b.severity }
            if a.code != b.code { return a.code < b.code }
            switch (a.address, b.address) {
            case (let x?, let y?) where x != y: return x < y
            default: return a.detail < b.detail
            }
        }
    }
}
