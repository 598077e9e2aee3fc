import Testing
import XimageYAML

@Suite struct YAMLParserTests {
    private func parse(_ text: String) -> YAMLResult { YAMLParser.parse(Array(text.utf8)) }

    private func firstValue(_ result: YAMLResult, _ key: String) throws -> Int {
        let root = try #require(result.tree.documents.first)
        return try #require(result.tree.entries(root).first { result.tree.string($0.key) == key }).value
    }

    @Test("Every node knows line and column, counted in Unicode scalars")
    func positions() throws {
        let result = parse("ключ: значение\nlist:\n  - a\n  - 'b c'\n")
        #expect(result.problems.isEmpty)
        let value = try firstValue(result, "ключ")
        #expect(result.tree.range(value).start.line == 1)
        #expect(result.tree.range(value).start.column == 7)
        #expect(result.tree.range(value).end.column == 15)
        let list = try firstValue(result, "list")
        let items = result.tree.children(list)
        #expect(items.map { result.tree.string($0) } == ["a", "b c"])
        #expect(result.tree.range(items[1]).start == YAMLMark(offset: 43, line: 4, column: 5))
        #expect(result.tree.range(items[1]).end.column == 10)
    }

    @Test("Lines end with LF, CR LF and CR", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(separator: String) throws {
        let result = parse(["a: 1", "b: x", ""].joined(separator: separator))
        let value = try firstValue(result, "b")
        #expect(result.tree.range(value).start.line == 2)
        #expect(result.tree.range(value).start.column == 4)
        #expect(result.tree.text.line(2) == "b: x")
    }

    @Test("A byte order mark is skipped")
    func byteOrderMark() throws {
        let result = YAMLParser.parse([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8))
        #expect(result.problems.isEmpty)
        #expect(result.tree.range(try firstValue(result, "a")).start.column == 4)
    }

    @Test("A file may hold several documents")
    func documents() {
        let result = parse("a: 1\n---\nb: 2\n...\n---\n")
        #expect(result.tree.documents.count == 3)
    }

    @Test("Folded, literal and escaped texts have their content")
    func contents() throws {
        let result = parse(
            "f: >\n  one\n  two\nl: |\n  x\n   y\nd: \"a\\tb\\u00e9\"\ns: 'it''s'\np: one\n  two\n")
        #expect(result.tree.string(try firstValue(result, "f")) == "one two\n")
        #expect(result.tree.string(try firstValue(result, "l")) == "x\n y\n")
        #expect(result.tree.string(try firstValue(result, "d")) == "a\tbé")
        #expect(result.tree.string(try firstValue(result, "s")) == "it's")
        #expect(result.tree.string(try firstValue(result, "p")) == "one two")
    }

    struct Problem: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var kind: YAMLProblem.Kind
        var line: Int
        var column: Int
    }

    @Test(
        "Says what is wrong, and where",
        arguments: [
            Problem(
                testDescription: "duplicate key", text: "a: 1\nb: 2\na: 3\n", kind: .duplicateKey, line: 3,
                column: 1),
            Problem(
                testDescription: "duplicate key in quotes", text: "a: 1\n\"a\": 3\n", kind: .duplicateKey,
                line: 2, column: 1),
            Problem(
                testDescription: "two merges", text: "x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n",
                kind: .duplicateKey, line: 4, column: 3),
            Problem(
                testDescription: "open bracket", text: "a: [1, 2\nb: 3\n", kind: .syntax, line: 2, column: 2),
            Problem(
                testDescription: "tab as indentation", text: "a:\n\tb: 1\n", kind: .syntax, line: 2, column: 1
            ),
            Problem(
                testDescription: "unknown alias", text: "a: *nothing\n", kind: .unknownAnchor, line: 1,
                column: 4),
            Problem(
                testDescription: "cyclic anchor", text: "a: &a [1, *a]\n", kind: .cyclicAnchor, line: 1,
                column: 11),
            Problem(testDescription: "unknown tag", text: "a: !!x 1\n", kind: .wrongTag, line: 1, column: 4),
            Problem(testDescription: "local tag", text: "a: !x 1\n", kind: .foreignTag, line: 1, column: 4),
            Problem(
                testDescription: "tag that does not fit", text: "a: !!int x\n", kind: .wrongTag, line: 1,
                column: 4),
            Problem(testDescription: "NUL", text: "a: 1\nb: \u{0}\n", kind: .encoding, line: 2, column: 4),
            Problem(
                testDescription: "escape character", text: "a: \u{1B}[31m\n", kind: .encoding, line: 1,
                column: 4),
            Problem(
                testDescription: "C1 control character", text: "a: \u{9B}31m\n", kind: .encoding, line: 1,
                column: 4),
            Problem(
                testDescription: "merge of a text", text: "a:\n  <<: x\n", kind: .wrongMerge, line: 2,
                column: 7),
        ])
    func problems(_ example: Problem) throws {
        let problem = try #require(parse(example.text).problems.first)
        #expect(problem.kind == example.kind)
        #expect(problem.range.start.line == example.line)
        #expect(problem.range.start.column == example.column)
    }

    @Test("A merge takes over what a map does not say itself, earlier sources first")
    func merges() throws {
        let result = parse("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  z: 3\n  <<: [*a, *b]\n")
        #expect(result.problems.isEmpty)
        let entries = result.tree.entries(try firstValue(result, "c"))
        let shown = entries.map { "\(result.tree.string($0.key))=\(result.tree.string($0.value))" }
        #expect(shown == ["z=3", "x=1", "y=1"])
    }

    @Test("Depth is bounded, in every style", arguments: ["[", "{a: ", "- "])
    func depth(opening: String) throws {
        let result = parse(String(repeating: opening, count: 100_000))
        let problem = try #require(result.problems.first)
        #expect(problem.kind == .limit)
        #expect(
            parse(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).problems.isEmpty)
        #expect(
            parse(String(repeating: "[", count: 101) + String(repeating: "]", count: 101)).problems.first?
                .kind == .limit)
    }

    @Test("Aliases may not stand for more than a million nodes")
    func aliasBombs() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(try #require(parse(text).problems.first).kind == .limit)
    }

    @Test("Aliases inside aliases count for the depth")
    func aliasDepth() throws {
        var text = "a0: &a0 [x]\n"
        for level in 1...120 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(try #require(parse(text).problems.first).summary == "Nesting is too deep")
    }

    @Test("A value longer than a mebibyte is refused")
    func longScalars() throws {
        let quoted = parse("a: \"" + String(repeating: "x", count: 5_000_000))
        #expect(try #require(quoted.problems.first).kind == .limit)
        let closed = parse("a: " + String(repeating: "x", count: (1 << 20) + 1))
        #expect(try #require(closed.problems.first).summary == "Value is too long")
        #expect(parse("a: " + String(repeating: "x", count: 1 << 20)).problems.isEmpty)
    }

    @Test("UTF-16 and broken UTF-8 are told apart")
    func encodings() throws {
        let utf16: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x3A, 0]
        #expect(try #require(YAMLParser.parse(utf16).problems.first).detail.contains("UTF-16"))
        for bytes: [UInt8] in [
            [0x61, 0x3A, 0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
        ] {
            #expect(try #require(YAMLParser.parse(bytes).problems.first).summary == "File is not UTF-8")
        }
    }

    @Test(
        "A text says the same as itself, whatever is in it",
        arguments: ["a: .nan", "a: [.inf, -0.0, ~, '']", "&a x"])
    func sameAsItself(text: String) {
        #expect(parse(text).tree.saysTheSame(as: parse(text).tree))
        #expect(!parse(text).tree.saysTheSame(as: parse("b: 1").tree))
    }

    @Test("Places in a text of one line are found without walking through it", arguments: ["", "é"])
    func oneLine(prefix: String) throws {
        let text =
            "[" + prefix + String(repeating: "漢,", count: prefix.isEmpty ? 0 : 100_000)
            + String(repeating: "ab,", count: 100_000) + "z]"
        let tree = parse(text).tree
        #expect(tree.nodeCount > 100_000)
        var last = YAMLMark(offset: 0, line: 1, column: 1)
        for node in 0..<tree.nodeCount {
            let start = tree.range(node).start
            #expect(start.line == 1 && start.column >= last.column)
            last = start
        }
        #expect(last.column == text.unicodeScalars.count - 1)
        #expect(tree.text.line(1, around: last.column)?.text.hasSuffix("ab,z]") == true)
    }

    @Test(
        "Lines are found from both sides, wherever the text is cut into pieces",
        arguments: ["\n", "\r\n", "\r"])
    func lines(separator: String) {
        let lines = (0..<400).map { String(repeating: $0 % 3 == 0 ? "漢" : "x", count: $0 % 300) }
        let text = YAMLText(Array(lines.joined(separator: separator).utf8))
        #expect(text.lineCount == 400)
        var offset = 0
        for (index, line) in lines.enumerated() {
            #expect(text.line(index + 1).map { String($0) } == line)
            #expect(text.mark(at: offset) == YAMLMark(offset: offset, line: index + 1, column: 1))
            offset += line.utf8.count
            let end = line.unicodeScalars.count + 1
            #expect(text.mark(at: offset) == YAMLMark(offset: offset, line: index + 1, column: end))
            offset += separator.utf8.count
        }
        #expect(text.line(401) == nil && text.line(0) == nil)
    }
}
