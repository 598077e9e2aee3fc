internal import XimageCore
internal import XimageYAML

/// One parsed file of a manifest set.
struct SourceFile {
    /// As shown to people.
    var shownPath: String
    /// The folder that relative paths in it stand for, as the process reaches it.
    var folder: String
    var tree: YAMLTree
}

/// A node of one file.
struct Place: Hashable {
    var file: Int32
    var node: Int32
}

/// What one reading of a manifest set knows and has found. Every part of the reading adds its diagnostics here.
final class ManifestSession {
    let files: [SourceFile]
    var diagnostics: [Diagnostic] = []
    /// Duplicate keys that were found while the files were read.
    let diagnosticsOfReading: [Diagnostic]
    /// What the set may use outside its folder.
    var trust: Trust?
    /// Where paths lead when that is not where they should; in memory they lead nowhere.
    var strays = Strays()
    /// Files outside the folder that were not read, as nobody allows them.
    var needs: [Trust.Need] = []
    /// Whose word counts where documents disagree.
    var policy = Policy()
    /// Where the reading is, for messages: `servers`, `web`, `systemDisk`.
    var path: [String] = []
    /// Set when a part of the set could not be read: what seems missing may be in it.
    var isIncomplete = false
    /// Keys of `defaults` whose values are wrong, which was reported.
    var brokenDefaults: Set<String> = []
    /// Resources so far, against the limit of a set.
    var resourceCount = 0
    /// Images of servers that labels select.
    var selectedImages = 0
    /// Diagnostics that were found and not kept, because there were too many.
    private(set) var notKept = 0
    /// Blocks, and instances of blocks, that `when` leaves out.
    var leftOut: Set<Address> = []
    /// Bytes that expressions may still make in long texts.
    var expressionAllowance = 64 << 20
    /// Items of lists and maps that expressions may still stand for.
    var itemAllowance = ManifestSession.mostItems
    private var expressions: [String: Result<[Expression.Part], ExpressionFault>] = [:]

    init(files: [SourceFile], diagnosticsOfReading: [Diagnostic] = []) {
        self.files = files
        self.diagnosticsOfReading = diagnosticsOfReading
    }

    /// Diagnostics that are kept. More help nobody and cost memory.
    static let mostDiagnostics = 10_000

    /// Grows with each problem, kept or not.
    var errorCount: Int { diagnostics.count + notKept }

    /// Whether further problems are only counted.
    var isFull: Bool { diagnostics.count >= Self.mostDiagnostics }

    /// Counts a problem that is not kept.
    func countOnly() { notKept += 1 }

    /// Says that there were more problems than are kept; `nil` when there were not.
    var overflow: Diagnostic? {
        guard notKept > 0 else { return nil }
        return Diagnostic(
            .tooManyProblems, ["more": "\(notKept)", "most": "\(Self.mostDiagnostics)"])
    }

    var pathText: String { path.map { Shown.text($0) }.joined(separator: ".") }

    /// The value that is being read, as the start of a sentence.
    func subject(_ whole: Bilingual) -> RuleArgument {
        path.isEmpty ? RuleArgument(whole) : RuleArgument("`\(pathText)`", zh: "`\(pathText)` ")
    }

    func tree(_ place: Place) -> YAMLTree { files[Int(place.file)].tree }

    func range(_ place: Place) -> SourceRange {
        let file = files[Int(place.file)]
        return SourceRange(file: file.shownPath, file.tree.range(Int(place.node)))
    }

    /// - Parameter arguments: values of the message's placeholders.
    func report(
        _ notice: Notice, _ arguments: KeyValuePairs<String, RuleArgument> = [:], address: Address? = nil,
        at place: Place?, remark: Bilingual? = nil, related: [Label] = [], severity: Severity = .error
    ) {
        guard !isFull else { return countOnly() }
        diagnostics.append(
            Diagnostic(
                notice, severity: severity, arguments, address: address, subject: place.map(range),
                remark: remark, related: related))
    }

    /// Reports a finding in the words of a rule.
    /// - Parameter arguments: values of the message's placeholders.
    func report(
        _ words: RuleWords, _ arguments: KeyValuePairs<String, RuleArgument>, address: Address? = nil,
        at place: Place?, remark: RuleArgument? = nil, related: [Label] = []
    ) {
        guard !isFull else { return countOnly() }
        diagnostics.append(
            Diagnostic(
                words, arguments, address: address, subject: place.map(range), remark: remark,
                related: related))
    }

    /// The parts of a text with expressions; each different text is taken apart once.
    func parts(of text: String) -> Result<[Expression.Part], ExpressionFault> {
        if let known = expressions[text] { return known }
        let parts = Expression.parse(text)
        expressions[text] = parts
        return parts
    }
}

extension SourceRange {
    init(file: String, _ range: YAMLRange) {
        self.init(
            file: file, start: SourcePosition(line: range.start.line, column: range.start.column),
            end: SourcePosition(line: range.end.line, column: range.end.column))
    }
}
