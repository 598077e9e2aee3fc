import Testing
import XimageCore
import XimageRendering
import XimageTestSupport

@Suite struct DiagnosticTextTests {
    static let source = """
        version: 1
        project: shop
        servers:
          web:
            dataDisks:
              data:
                size: 100 GiB
              data:
                size: 200 GiB
        """

    static let shrink = Diagnostic(
        untranslated: "DK022", summary: "Disk would get smaller",
        detail: """
            disk.web.data has 200 GiB; the manifest asks for 100 GiB.
            The service can extend a disk; it has no call that reduces one.
            """,
        fix:
            "Ask for 200 GiB or more, or declare a new disk and copy the data. To see the disk:\n  ximage show disk.web.data",
        address: .of("disk.web.data"), subject: .on(7, 15, 22), remark: "asks for 100 GiB")

    static let duplicate = Diagnostic(
        untranslated: "duplicate-key", summary: "Key stands twice in one mapping",
        detail: "`data` stands twice; only one of the two can count.", fix: "Rename or remove one of them.",
        subject: .on(8, 7, 11), related: [Label(.on(6, 7, 11), Bilingual("first here", zh: "首次出现于此"))])

    func text(_ style: TextStyle = .init(width: 80), source: String = source) -> DiagnosticText {
        DiagnosticText(style: style, sources: { $0 == "shop.yaml" ? SourceLine(of: source, at: $1) : nil })
    }

    @Test("Shows what, where, why and what to do")
    func showsAll() {
        expectGolden(text().render([Self.shrink, Self.duplicate]), "diagnostics.txt")
    }

    @Test("Is coloured by severity")
    func isColoured() {
        var warning = Self.shrink
        warning.severity = .warning
        var info = Self.duplicate
        info.severity = .info
        expectGolden(
            text(.init(isColoured: true, width: 80)).render([Self.duplicate, warning, info]),
            "diagnostics-colour.txt")
    }

    @Test("Says the same to machines")
    func saysJSON() {
        expectGolden(DiagnosticJSON.render([Self.shrink, Self.duplicate]), "diagnostics.json")
    }

    @Test("Explains a code once, where the diagnostic does not do it itself")
    func explainsOnce() {
        var first = Self.shrink
        first.detail = "disk.web.data would lose 100 GiB."
        var second = first
        second.address = .of("disk.web.logs")
        second.subject = nil
        let text = DiagnosticText(rationale: {
            $0 == "DK022" ? Bilingual("No call reduces a disk.", zh: "没有缩小磁盘的接口。") : nil
        })
        let shown = text.render([first, second])
        #expect(shown.split(separator: "\n").count { $0.contains("why: No call reduces a disk.") } == 1)
    }

    struct Underline: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var line: String
        var from: Int
        var to: Int
        var shown: String
        var marks: String
    }

    @Test(
        "Underlines exactly",
        arguments: [
            Underline(
                testDescription: "plain text", line: "size: 100", from: 7, to: 10, shown: "size: 100",
                marks: "      ^^^"),
            Underline(
                testDescription: "behind a tab", line: "a:\tbad", from: 4, to: 7, shown: "a:  bad",
                marks: "    ^^^"),
            Underline(
                testDescription: "behind wide characters", line: "名: 磁盘 bad", from: 7, to: 10,
                shown: "名: 磁盘 bad",
                marks: "         ^^^"),
            Underline(
                testDescription: "wide characters themselves", line: "名: 磁盘", from: 4, to: 6, shown: "名: 磁盘",
                marks: "    ^^^^"),
            Underline(
                testDescription: "behind a combining mark", line: "e\u{301}: x", from: 5, to: 6,
                shown: "e\u{301}: x",
                marks: "   ^"),
            Underline(
                testDescription: "behind an escape that is spelled out", line: "\u{1B}[0m x", from: 6, to: 7,
                shown: "\\u{1b}[0m x", marks: "          ^"),
            Underline(
                testDescription: "behind the end", line: "ab", from: 3, to: 3, shown: "ab", marks: "  ^"),
            Underline(
                testDescription: "far behind the end", line: "ab", from: 30, to: 40, shown: "ab", marks: "  ^"
            ),
            Underline(
                testDescription: "a family of one glyph", line: "👨‍👩‍👧 x", from: 7, to: 8, shown: "👨‍👩‍👧 x",
                marks: "   ^"),
        ])
    func underlines(_ example: Underline) {
        let diagnostic = Diagnostic(
            untranslated: "x", summary: "s", detail: "", subject: .on(1, example.from, example.to))
        let lines = text(source: example.line).render(diagnostic).split(separator: "\n")
        #expect(lines.contains { $0 == " 1 | \(example.shown)" }, "\(lines)")
        #expect(lines.contains { $0 == "   | \(example.marks)" }, "\(lines)")
    }

    @Test("Finds the line behind every kind of line break", arguments: ["\n", "\r\n", "\r"])
    func findsLines(lineBreak: String) {
        let source = ["one", "two", "three"].joined(separator: lineBreak)
        let diagnostic = Diagnostic(untranslated: "x", summary: "s", detail: "", subject: .on(2, 1, 4))
        let shown = text(source: source).render(diagnostic)
        #expect(shown.contains(" 2 | two\n"))
    }

    @Test(
        "Other separators do not end a line, so that numbers are those of editors",
        arguments: ["\u{85}", "\u{2028}"])
    func otherSeparators(separator: String) {
        let diagnostic = Diagnostic(untranslated: "x", summary: "s", detail: "", subject: .on(2, 1, 4))
        #expect(text(source: "one\(separator)uno\ntwo").render(diagnostic).contains(" 2 | two\n"))
    }

    @Test("A stretch of a very long line keeps its columns")
    func stretches() {
        let diagnostic = Diagnostic(
            untranslated: "x", summary: "s", detail: "", subject: .on(1, 10_002, 10_005))
        let line = SourceLine(String(repeating: "x", count: 500) + " bad", skipped: 9_500)
        let shown = DiagnosticText(style: .init(width: 80), sources: { _, _ in line }).render(diagnostic)
        #expect(shown.contains("x bad\n"))
        #expect(shown.contains(" ^^^\n"))
    }

    @Test("Leaves a byte order mark out of the first line")
    func skipsByteOrderMark() {
        let diagnostic = Diagnostic(untranslated: "x", summary: "s", detail: "", subject: .on(1, 1, 4))
        #expect(text(source: "\u{FEFF}one\ntwo").render(diagnostic).contains(" 1 | one\n   | ^^^\n"))
    }

    @Test("Crops long lines around the underline")
    func crops() {
        let line = String(repeating: "x", count: 500) + " bad " + String(repeating: "y", count: 500)
        let diagnostic = Diagnostic(
            untranslated: "x", summary: "s", detail: "", subject: .on(1, 502, 505), remark: "here")
        let shown = text(source: line).render(diagnostic)
        #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let lines = shown.split(separator: "\n").map(Array.init)
        let (snippet, marks) = (lines[3], lines[4])
        let start = marks.firstIndex(of: "^") ?? 0
        #expect(String(snippet[start..<start + 3]) == "bad", "\(shown)")
        #expect(String(marks[start...]) == "^^^ here")
    }

    @Test("Shows fifty and counts the rest, errors first")
    func caps() {
        let warnings = (1...60).map { line in
            Diagnostic(
                untranslated: "w", severity: .warning, summary: "s", detail: "d", subject: .on(line, 1))
        }
        let error = Diagnostic(untranslated: "e", summary: "s", detail: "d", subject: .on(99, 1))
        let shown = text().render(warnings + [error])
        #expect(shown.contains("error[e]"))
        #expect(
            shown.hasSuffix(
                "... and 11 more problems not shown; --all-errors shows every one.\n\n1 error, 60 warnings\n")
        )
        #expect(text().render(warnings + [error], limit: nil).hasSuffix("d\n\n1 error, 60 warnings\n"))
    }

    @Test("Wraps at the width and leaves commands whole")
    func wraps() {
        let fix =
            "Ask for more, which costs more, or for less, which costs less, or for the same, which costs the same:\n"
            + "  ximage apply --target 'disk.web.data' --acknowledge destroy@disk.web.data --yes --parallelism 4 --no-color"
        let diagnostic = Diagnostic(
            untranslated: "x", summary: "s", detail: "系统盘不能缩小，只能扩大；请使用更大的系统盘，或者创建新的磁盘并复制数据，然后删除旧的磁盘。",
            fix: fix,
            address: .of("server.web"))
        expectGolden(text(.init(width: 60)).render(diagnostic), "diagnostic-wrapped.txt")
    }

    @Test("Nothing raw reaches the terminal, whatever the texts are", arguments: UInt64(0)..<100)
    func isSafe(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let source = (0..<3).map { _ in random.text(upTo: 120) }.joined(separator: "\n")
        let diagnostics = (1...3).map { line in
            let column = Int.random(in: 1...130, using: &random)
            let file = Bool.random(using: &random) ? "shop.yaml" : random.text(upTo: 10)
            return Diagnostic(
                untranslated: random.text(upTo: 5), summary: random.text(upTo: 20),
                detail: random.text(upTo: 90),
                fix: random.text(upTo: 30), address: Address(.server, random.text(upTo: 9)),
                subject: .on(line, column, column + Int.random(in: 0...40, using: &random), file: file),
                remark: random.text(upTo: 30),
                related: [
                    Label(.on(1, 3, 9), Bilingual(random.text(upTo: 20), zh: random.text(upTo: 20)))
                ])
        }
        let plain = text(source: source).render(diagnostics)
        #expect(TerminalSafety.violation(in: plain) == nil)
        let coloured = text(.init(isColoured: true), source: source).render(diagnostics)
        #expect(TerminalSafety.violation(in: coloured, allowsColour: true) == nil)
        #expect(TerminalSafety.violation(in: DiagnosticJSON.render(diagnostics)) == nil)
    }
}
