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
    /// In English.
    package private(set) var text: String
    /// `nil` where the remark exists in English alone, as in plans that older versions saved.
    package private(set) var chinese: String?

    package init(_ range: SourceRange, _ text: Bilingual) {
        self.range = range
        self.text = text.english
        chinese = text.chinese
    }

    /// The remark in a language, in English where it has no other.
    package func text(_ language: Language) -> String { language == .chinese ? chinese ?? text : text }

    fileprivate func redacted(_ redactor: Redactor) -> Label {
        var result = self
        result.text = redactor.redacted(text)
        result.chinese = chinese.map(redactor.redacted)
        return result
    }
}

/// One finding for the user. Building it prints nothing.
package struct Diagnostic: Hashable, Sendable {
    private enum Text: Hashable, Sendable {
        case written(detail: String, fix: String?, chinese: RuleText?)
        case told(FindingText)
    }

    /// Stable: a rule's id, such as `DK022`, or a code of the manifest language, such as `unknown-key`.
    package var code: String
    package var severity: Severity
    /// A few words, no user data, so that people learn it and can search for it.
    package var summary: String
    /// `nil` where the summary exists in English alone.
    package private(set) var chineseSummary: String?
    private var text: Text
    package var address: Address?
    /// The text at fault; `nil` when no manifest is the cause.
    package var subject: SourceRange?
    /// Said at the underline; `nil` for an underline alone.
    package var remark: String?
    /// `nil` where the remark reads the same, or exists in English alone.
    package private(set) var chineseRemark: String?
    /// Places that explain it, such as the first of two duplicates.
    package var related: [Label]
    /// Key of the acknowledgement that took the edge off the finding; `nil` when none did.
    package var acknowledged: String?

    /// A finding in English alone. Findings are entries of the catalogue: see ``Notice``; what has none yet goes by
    /// `Diagnostic(code:summary:detail:)` of the rendering, so that the targets below cannot use it by mistake.
    package init(
        untranslated code: String, severity: Severity = .error, summary: String, detail: String,
        fix: String? = nil, address: Address? = nil, subject: SourceRange? = nil, remark: String? = nil,
        related: [Label] = []
    ) {
        self.init(
            code: code, severity: severity, summary: summary, chineseSummary: nil,
            text: .written(detail: detail, fix: fix, chinese: nil),
            address: address, subject: subject, remark: remark, related: related)
    }

    /// A finding of a rule, whose words are put together when it is read.
    package init(
        code: String, severity: Severity, headline: Bilingual, text: FindingText, address: Address? = nil,
        subject: SourceRange? = nil, remark: RuleArgument? = nil, related: [Label] = []
    ) {
        self.init(
            code: code, severity: severity, summary: headline.english, chineseSummary: headline.chinese,
            text: .told(text), address: address, subject: subject, remark: remark?.english, related: related)
        chineseRemark = remark?.chinese
    }

    private init(
        code: String, severity: Severity, summary: String, chineseSummary: String?, text: Text,
        address: Address?, subject: SourceRange?, remark: String?, related: [Label]
    ) {
        self.code = code
        self.severity = severity
        self.summary = summary
        self.chineseSummary = chineseSummary
        self.text = text
        self.address = address
        self.subject = subject
        self.remark = remark
        self.related = related
    }

    /// What exactly, with values and units; then why it matters. Full sentences.
    package var detail: String {
        get {
            switch text {
            case .written(let detail, _, _): detail
            case .told(let telling): telling.text(.english).message
            }
        }
        set { text = .written(detail: newValue, fix: fix, chinese: nil) }
    }

    /// What to do, when we know. A command stands on a line of its own.
    package var fix: String? {
        get {
            switch text {
            case .written(_, let fix, _): fix
            case .told(let telling): telling.text(.english).fix
            }
        }
        set { text = .written(detail: detail, fix: newValue, chinese: nil) }
    }

    /// Message and fix in Chinese; `nil` where there are none.
    package var chinese: RuleText? {
        switch text {
        case .written(_, _, let chinese): chinese
        case .told(let telling): telling.text(.chinese)
        }
    }

    /// The summary in a language, in English where it has no other.
    package func summary(_ language: Language) -> String {
        language == .chinese ? chineseSummary ?? summary : summary
    }

    /// The remark at the underline in a language, in English where it has no other.
    package func remark(_ language: Language) -> String? {
        language == .chinese ? chineseRemark ?? remark : remark
    }

    /// Detail and fix in a language, in English where they have no other.
    package func text(_ language: Language) -> RuleText {
        if language == .chinese, let chinese { return chinese }
        return RuleText(detail, fix: fix)
    }

    /// What two plans compare of a finding.
    package var withoutText: Diagnostic {
        Diagnostic(
            code: code, severity: severity, summary: "", chineseSummary: nil,
            text: .written(detail: "", fix: nil, chinese: nil), address: address, subject: nil, remark: nil,
            related: [])
    }

    /// Without what a redactor knows.
    package func redacted(_ redactor: Redactor) -> Diagnostic {
        var result = self
        let hidden = RuleText(redactor.redacted(detail), fix: fix.map(redactor.redacted))
        if hidden != RuleText(detail, fix: fix) {
            let chinese = chinese.map {
                RuleText(redactor.redacted($0.message), fix: $0.fix.map(redactor.redacted))
            }
            result.text = .written(detail: hidden.message, fix: hidden.fix, chinese: chinese)
        }
        result.remark = remark.map(redactor.redacted)
        result.chineseRemark = chineseRemark.map(redactor.redacted)
        result.related = related.map { $0.redacted(redactor) }
        return result
    }
}

extension Diagnostic: Codable {
    private enum Key: String, CodingKey {
        case code, severity, summary, detail, fix, address, subject, remark, related, acknowledged
        case chineseSummary, chinese, chineseFix, chineseRemark
    }

    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Key.self)
        let chinese = try box.decodeIfPresent(String.self, forKey: .chinese)
        let chineseFix = try box.decodeIfPresent(String.self, forKey: .chineseFix)
        self.init(
            code: try box.decode(String.self, forKey: .code),
            severity: try box.decode(Severity.self, forKey: .severity),
            summary: try box.decode(String.self, forKey: .summary),
            chineseSummary: try box.decodeIfPresent(String.self, forKey: .chineseSummary),
            text: .written(
                detail: try box.decode(String.self, forKey: .detail),
                fix: try box.decodeIfPresent(String.self, forKey: .fix),
                chinese: chinese.map { RuleText($0, fix: chineseFix) }),
            address: try box.decodeIfPresent(Address.self, forKey: .address),
            subject: try box.decodeIfPresent(SourceRange.self, forKey: .subject),
            remark: try box.decodeIfPresent(String.self, forKey: .remark),
            related: try box.decodeIfPresent([Label].self, forKey: .related) ?? [])
        chineseRemark = try box.decodeIfPresent(String.self, forKey: .chineseRemark)
        acknowledged = try box.decodeIfPresent(String.self, forKey: .acknowledged)
    }

    package func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(code, forKey: .code)
        try box.encode(severity, forKey: .severity)
        try box.encode(summary, forKey: .summary)
        try box.encode(detail, forKey: .detail)
        try box.encodeIfPresent(fix, forKey: .fix)
        try box.encodeIfPresent(address, forKey: .address)
        try box.encodeIfPresent(subject, forKey: .subject)
        try box.encodeIfPresent(remark, forKey: .remark)
        if !related.isEmpty { try box.encode(related, forKey: .related) }
        try box.encodeIfPresent(acknowledged, forKey: .acknowledged)
        try box.encodeIfPresent(chineseSummary, forKey: .chineseSummary)
        try box.encodeIfPresent(chineseRemark, forKey: .chineseRemark)
        try box.encodeIfPresent(chinese?.message, forKey: .chinese)
        try box.encodeIfPresent(chinese?.fix, forKey: .chineseFix)
    }
}

extension Sequence where Element == Diagnostic {
    package var hasErrors: Bool { contains { $0.severity == .error } }

    /// By place, then severity, code and address: the order in which people read them.
    package func inReadingOrder() -> [Diagnostic] {
        // Places of one file are told apart by numbers alone, and files by their rank: there are many findings and
        // few files.
        let all = Array(self)
        let files = Set(all.compactMap(\.subject?.file)).sorted()
        let ranks = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1, UInt64($0)) })
        var last: (file: String, rank: UInt64)?
        let keys = all.map { finding -> (UInt64, UInt64) in
            guard let place = finding.subject else { return (.max, .max) }
            if last?.file != place.file { last = (place.file, ranks[place.file] ?? 0) }
            return ((last?.rank ?? 0) << 32 | UInt64(place.start.line), UInt64(place.start.column))
        }
        return all.indices.sorted { i, j in
            keys[i] == keys[j] ? Self.precedes(all[i], all[j]) : keys[i] < keys[j]
        }.map { all[$0] }
    }

    /// Of findings that begin at the same place.
    private static func precedes(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
        if let x = a.subject, let y = b.subject, x.end != y.end { return x.end < y.end }
        if a.severity != b.severity { return a.severity < b.severity }
        if a.code != b.code { return a.code < b.code }
        switch (a.address, b.address) {
        case (let x?, let y?) where x != y: return x < y
        default: return a.detail < b.detail
        }
    }
}
