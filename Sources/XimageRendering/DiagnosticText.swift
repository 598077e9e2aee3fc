package import XimageCore

/// Diagnostics as people read them: what, where, why, and what to do.
package struct DiagnosticText {
    private let style: TextStyle
    private let sources: SourceLookup
    private let rationale: (_ code: String) -> Bilingual?
    private let advice: (String) -> String

    /// - Parameters:
    ///   - sources: lines of the manifest files, for snippets.
    ///   - rationale: why a code exists; said once for each code, where an error does not say it itself.
    ///   - advice: completes the commands of a fix.
    package init(
        style: TextStyle = .init(),
        sources: @escaping SourceLookup = { _, _ in nil },
        rationale: @escaping (_ code: String) -> Bilingual? = { _ in nil },
        advice: @escaping (String) -> String = { $0 }
    ) {
        self.advice = advice
        self.style = style
        self.sources = sources
        self.rationale = rationale
    }

    private var language: Language { style.language }

    /// One diagnostic, ending with a line break.
    package func render(_ diagnostic: Diagnostic) -> String {
        render(FindingGroup(members: [diagnostic]), explains: true)
    }

    /// A list in reading order with blank lines between, then how many there are. With a `limit` the instances of a block
    /// are shown as one, and beyond it the rest is counted only, errors being shown first. Empty for an empty list.
    package func render(_ diagnostics: [Diagnostic], limit: Int? = DiagnosticText.defaultLimit) -> String {
        guard !diagnostics.isEmpty else { return "" }
        let shown = Self.chosen(diagnostics, limit: limit)
        var explained: Set<String> = []
        var text = ""
        for group in shown {
            text += render(group, explains: explained.insert(group.first.code).inserted) + "\n"
        }
        let count = shown.reduce(0) { $0 + $1.members.count }
        if count < diagnostics.count {
            let rest = diagnostics.count - count
            text +=
                language == .chinese
                ? "……另有 \(rest) 条未显示；--all-errors 显示全部。\n\n"
                : "... and \(Count.of(rest, "more problem")) not shown; --all-errors shows every one.\n\n"
        }
        return text + Self.tally(diagnostics, language) + "\n"
    }

    /// As many as people read at once.
    package static let defaultLimit = 50

    static func chosen(_ diagnostics: [Diagnostic], limit: Int?) -> [FindingGroup] {
        guard let limit else { return diagnostics.inReadingOrder().map { FindingGroup(members: [$0]) } }
        let groups = FindingGroup.of(diagnostics)
        guard groups.count > limit else { return groups }
        let errors = groups.indices.filter { groups[$0].first.severity == .error }
        // A few of each kind tell more than many of one.
        var counts: [String: Int] = [:]
        var few: [Int] = []
        var rest: [Int] = []
        for index in groups.indices where groups[index].first.severity != .error {
            counts[groups[index].first.code, default: 0] += 1
            if counts[groups[index].first.code, default: 0] <= perCode {
                few.append(index)
            } else {
                rest.append(index)
            }
        }
        return (errors + few + rest).prefix(limit).sorted().map { groups[$0] }
    }

    /// Warnings and notes of one code that go before those of which there are more, where there are too many.
    private static let perCode = 5

    /// `2 errors, 1 warning`
    package static func tally(_ diagnostics: [Diagnostic], _ language: Language = .english) -> String {
        if language == .chinese {
            return Severity.allCases.compactMap { severity -> String? in
                let count = diagnostics.count { $0.severity == severity }
                return count == 0 ? nil : "\(severity.word(.chinese)) \(count)"
            }.joined(separator: "，")
        }
        return Severity.allCases.compactMap { severity -> String? in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : severity == .info ? "\(count) info" : Count.of(count, severity.rawValue)
        }.joined(separator: ", ")
    }
}

// MARK: - One diagnostic

extension DiagnosticText {
    private func render(_ group: FindingGroup, explains: Bool) -> String {
        let diagnostic = group.first
        let ranges = [diagnostic.subject].compactMap(\.self) + diagnostic.related.map(\.range)
        let digits = ranges.map { String($0.start.line).utf8.count }.max() ?? 1
        let block = Block(digits: digits, style: style)

        var text = heading(diagnostic) + place(group, block)
        var hasSnippet = false
        // What is only worth knowing names its place and is brief.
        let isBrief = diagnostic.severity == .info && diagnostic.related.isEmpty
        if !isBrief, let subject = diagnostic.subject, let line = sources(subject.file, subject.start) {
            text += block.empty
            text += block.snippet(
                line, subject, mark: "^", remark: diagnostic.remark(language), role: role(diagnostic.severity)
            )
            hasSnippet = true
        }
        for label in diagnostic.related {
            let range = label.range
            guard let line = sources(range.file, range.start) else {
                text += block.arrow(":::", "\(range.description.visible): \(label.text(language).visible)")
                continue
            }
            text += block.arrow(":::", range.description.visible) + block.empty
            text += block.snippet(line, range, mark: "-", remark: label.text(language), role: .info)
            hasSnippet = true
        }
        let remarks = remarks(group, explains: explains).filter { !$0.1.isEmpty }
        if hasSnippet, !remarks.isEmpty { text += block.empty }
        for (name, body) in remarks { text += block.remark(name, body) }
        return text
    }

    /// Some findings exist in English alone.
    private func language(of diagnostic: Diagnostic) -> Language {
        diagnostic.chineseSummary == nil ? .english : language
    }

    private func remarks(_ group: FindingGroup, explains: Bool) -> [(String, String)] {
        let diagnostic = group.first
        let language = self.language(of: diagnostic)
        let words = diagnostic.text(language)
        let (what, why) = explanation(words.message, explains ? diagnostic : nil, language)
        let names =
            language == .chinese
            ? ("说明：", "另有：", "原因：", "处理：") : ("what: ", "also: ", "why: ", "fix: ")
        return [
            (names.0, what), (names.1, also(group)), (names.2, why ?? ""),
            (names.3, words.fix.map(advice) ?? ""),
        ]
    }

    private func heading(_ diagnostic: Diagnostic) -> String {
        let role = role(diagnostic.severity)
        let word = diagnostic.severity.word(language)
        let label = style.paint("\(word)[\(diagnostic.code.visible)]", role)
        let colon = self.language(of: diagnostic) == .chinese ? "：" : ": "
        return label + style.paint(colon + diagnostic.summary(language).visible, .strong) + "\n"
    }

    private func also(_ group: FindingGroup) -> String {
        guard let also = group.also(language) else { return "" }
        return also + language(" (--all-errors lists each)", zh: "（--all-errors 显示全部）")
    }

    private func place(_ group: FindingGroup, _ block: Block) -> String {
        let parts = [group.first.subject?.description, group.subject(language)].compactMap(\.self)
        return parts.isEmpty ? "" : block.arrow("-->", parts.joined(separator: ", ").visible)
    }

    /// The first paragraph of the detail says what, further ones why; else the code's own reason is given. Lines that
    /// begin with blanks belong to the paragraph before them.
    ///
    /// - Parameter explained: whose code may give its reason.
    private func explanation(
        _ detail: String, _ explained: Diagnostic?, _ language: Language
    ) -> (what: String, why: String?) {
        let end = detail.indices.first { index in
            detail[index].isNewline && !detail[detail.index(after: index)...].hasPrefix(" ")
        }
        guard let end else {
            let error = explained.flatMap { $0.severity == .error ? $0 : nil }
            return (detail, error.flatMap { rationale($0.code)?[language] })
        }
        return (String(detail[..<end]), String(detail[end...].drop(while: \.isNewline)))
    }

    private func role(_ severity: Severity) -> TextStyle.Role {
        switch severity {
        case .error: .error
        case .warning: .warning
        case .info: .info
        }
    }
}

/// The column of line numbers with its bar, and what stands right of it.
private struct Block {
    let digits: Int
    let style: TextStyle

    private var margin: String { String(repeating: " ", count: digits + 2) }

    var empty: String { margin + style.paint("|", .accent) + "\n" }

    func arrow(_ arrow: String, _ text: String) -> String {
        String(repeating: " ", count: digits + 1) + style.paint(arrow, .accent) + " " + text + "\n"
    }

    func snippet(
        _ line: SourceLine, _ range: SourceRange, mark: Character, remark: String?, role: TextStyle.Role
    ) -> String {
        let sameLine = range.end.line == range.start.line
        let first = Int(range.start.column) - line.skipped
        let end = sameLine ? Int(range.end.column) - line.skipped : line.text.unicodeScalars.count + 1
        let snippet = SourceSnippet(
            line: line.text, columns: first..<max(first, end), mark: mark,
            width: max(style.width - digits - 4, 20)
        )
        let number = style.paint(" " + String(range.start.line).leftPadded(to: digits) + " |", .accent)
        let text = snippet.text.isEmpty ? "" : " " + snippet.text
        var result = number + text + "\n" + margin + style.paint("|", .accent) + " "
        let indent = snippet.underline.prefix { $0 == " " }
        result += indent + style.paint(String(snippet.underline.dropFirst(indent.count)), role)
        guard let remark, !remark.isEmpty else { return result + "\n" }
        let shown = remark.visible
        let fits = digits + 5 + snippet.underline.utf8.count + shown.displayWidth <= style.width
        if fits { return result + " " + style.paint(shown, role) + "\n" }
        return result + "\n"
            + Paragraph.lines(remark, width: style.width - digits - 6).map {
                margin + style.paint("|", .accent) + "   " + style.paint($0, role) + "\n"
            }.joined()
    }

    func remark(_ name: String, _ body: String) -> String {
        let lead = margin + style.paint("=", .accent) + " " + style.paint(name, .strong)
        let indent = String(repeating: " ", count: digits + 4 + name.displayWidth)
        let lines = Paragraph.lines(body, width: max(style.width - indent.utf8.count, 20))
        return lines.enumerated().map { index, line in
            (index == 0 ? lead : line.isEmpty ? "" : indent) + line + "\n"
        }.joined()
    }
}
