import Testing
import XimageYAML

/// Each limit of the language: what is just inside is read, what is just outside is refused with its own message.
@Suite struct LimitTests {
    struct Limit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var summary: String
        var inside: @Sendable () -> String
        var outside: @Sendable () -> String
    }

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    private static func nested(_ open: String, _ middle: String, _ close: String, _ levels: Int) -> String {
        repeated(open, levels) + middle + repeated(close, levels)
    }

    private static func block(_ head: String, _ levels: Int) -> String {
        (0..<levels).map { repeated(" ", $0) + head }.joined(separator: "\n") + "\n"
    }

    static let depths: [Limit] = [
        Limit(
            testDescription: "lists in flow", summary: "Nesting is too deep",
            inside: { nested("[", "x", "]", 100) }, outside: { nested("[", "x", "]", 101) }),
        Limit(
            testDescription: "maps in flow", summary: "Nesting is too deep",
            inside: { nested("{a: ", "x", "}", 100) }, outside: { nested("{a: ", "x", "}", 101) }),
        Limit(
            testDescription: "maps as keys", summary: "Nesting is too deep",
            inside: { nested("{? ", "x", "}", 100) }, outside: { nested("{? ", "x", "}", 101) }),
        Limit(
            testDescription: "lists and maps in turn", summary: "Nesting is too deep",
            inside: { nested("[{a: ", "x", "}]", 50) }, outside: { nested("[{a: ", "[x]", "}]", 50) }),
        Limit(
            testDescription: "block maps", summary: "Nesting is too deep", inside: { block("a:", 100) },
            outside: { block("a:", 101) }),
        Limit(
            testDescription: "block lists", summary: "Nesting is too deep", inside: { repeated("- ", 100) },
            outside: { repeated("- ", 101) }),
        Limit(
            testDescription: "block keys", summary: "Nesting is too deep", inside: { repeated("? ", 100) },
            outside: { repeated("? ", 101) }),
        Limit(
            testDescription: "flow in block", summary: "Nesting is too deep",
            inside: { repeated("- ", 50) + nested("[", "", "]", 50) },
            outside: { repeated("- ", 50) + nested("[", "", "]", 51) }),
        Limit(
            testDescription: "depth through aliases", summary: "Nesting is too deep",
            inside: { "- &a " + nested("[", "", "]", 50) + "\n- " + nested("[", "*a", "]", 49) },
            outside: { "- &a " + nested("[", "", "]", 50) + "\n- " + nested("[", "*a", "]", 50) }),
    ]

    static let sizes: [Limit] =
        ["", "'", "\""].map { quote in
            Limit(
                testDescription: "a scalar in `\(quote)`", summary: "Value is too long",
                inside: { "a: " + quote + repeated("x", 1 << 20) + quote },
                outside: { "a: " + quote + repeated("x", 1 << 20 + 1) + quote })
        } + [
            Limit(
                testDescription: "a literal scalar", summary: "Value is too long",
                inside: { "a: |-\n  " + repeated("x", 1 << 20) },
                outside: { "a: |\n  " + repeated("x", 1 << 20) + "\n" }),
            Limit(
                testDescription: "a folded scalar", summary: "Value is too long",
                inside: { "a: >-\n" + repeated("  x\n", 1 << 19) },
                outside: { "a: >-\n" + repeated("  x\n", 1 << 19) + "  xx" }),
            Limit(
                testDescription: "wide characters count as bytes", summary: "Value is too long",
                inside: { "a: " + repeated("漢", (1 << 20) / 3) },
                outside: { "a: " + repeated("漢", (1 << 20) / 3 + 1) }),
            Limit(
                testDescription: "nodes of aliases", summary: "Aliases stand for too much",
                inside: { aliases(of: "[" + repeated("x,", 999) + "]", 1000) },
                outside: { aliases(of: "[" + repeated("x,", 999) + "]", 1001) }),
            Limit(
                testDescription: "text of aliases", summary: "Aliases stand for too much",
                inside: { aliases(of: repeated("x", 1 << 20), 16) },
                outside: { aliases(of: repeated("x", 1 << 20), 17) }),
            Limit(
                testDescription: "lines that begin with %", summary: "Too many lines that begin with %",
                inside: { (0..<20).map { "%TAG !a\($0)! x\n" }.joined() + "---\na: 1\n" },
                outside: { (0..<21).map { "%TAG !a\($0)! x\n" }.joined() + "---\na: 1\n" }),
        ]

    /// A list that repeats one value.
    private static func aliases(of value: String, _ count: Int) -> String {
        "- &a \(value)\n" + repeated("- *a\n", count)
    }

    @Test("Just inside is read", arguments: depths + sizes)
    func inside(_ limit: Limit) {
        let problems = YAMLParser.parse(Array(limit.inside().utf8)).problems
        #expect(problems.isEmpty, "\(problems.map(\.summary))")
    }

    @Test("Just outside is refused with the limit's own message", arguments: depths + sizes)
    func outside(_ limit: Limit) throws {
        let problem = try #require(YAMLParser.parse(Array(limit.outside().utf8)).problems.last)
        #expect(problem.kind == .limit || problem.kind == .encoding)
        #expect(problem.summary == limit.summary)
        #expect(problem.fix != nil)
    }

    @Test("A file of the largest size is read, one byte more is not")
    func fileSize() throws {
        var limits = YAMLLimits()
        limits.fileBytes = 1000
        let text = "a: 1\n#" + Self.repeated("x", 994)
        #expect(YAMLParser.parse(Array(text.utf8), limits: limits).problems.isEmpty)
        let problem = try #require(YAMLParser.parse(Array((text + "x").utf8), limits: limits).problems.first)
        #expect(problem.summary == "File is too large")
        #expect(YAMLLimits().fileBytes == 64 << 20)
    }

    @Test("The number of values is bounded by the size of the file")
    func values() throws {
        var limits = YAMLLimits()
        limits.nodes = 100
        let inside = "[" + Self.repeated("a,", 165) + "]"
        #expect(YAMLParser.parse(Array(inside.utf8), limits: limits).problems.isEmpty)
        let outside = "[" + Self.repeated("a,", 170) + "]"
        let problem = try #require(YAMLParser.parse(Array(outside.utf8), limits: limits).problems.first)
        #expect(problem.summary == "Too many values for a file of this size")
    }

    @Test("Problems are counted up to a limit", arguments: ["!x a: 1\n", "a: 1\n", "- *x\n", "- !!int x\n"])
    func problems(line: String) throws {
        let result = YAMLParser.parse(Array(Self.repeated(line, 50_000).utf8))
        #expect(result.problems.count <= 10_003)
        #expect(try #require(result.problems.last).summary == "Too many problems")
    }

    @Test(
        "Comments are no values, however long",
        arguments: ["", "a: 1\n", "a:\n", "- x\n", "a: # c\n", "漢: 字\n"])
    func comments(head: String) {
        let comments = Self.repeated("# nothing but a comment\n\n", 400_000)
        #expect(YAMLParser.parse(Array((head + comments).utf8)).problems.isEmpty)
        let problems = YAMLParser.parse(Array((head + comments + "b: 2\n").utf8)).problems
        #expect(problems.isEmpty || head == "- x\n")
        #expect(!problems.contains { $0.kind == .limit })
        let line = "#" + Self.repeated("x", 9_000_000)
        #expect(YAMLParser.parse(Array((head + line).utf8)).problems.isEmpty)
    }

    @Test(
        "What only looks like comments is a value",
        arguments: ["a: |\n", "a: \"\n", "a: '\n", "|\n", "- >\n", "漢: |\n", "a: x\n"])
    func notComments(head: String) throws {
        let lines = Self.repeated("  # part of a text\n", 400_000)
        let problems = YAMLParser.parse(Array((head + lines).utf8)).problems
        // Behind a plain scalar a comment is one.
        if head == "a: x\n" { return #expect(problems.isEmpty) }
        #expect(try #require(problems.first).summary == "Value is too long")
    }

    @Test("Keys are compared in time that grows with their number")
    func manyKeys() throws {
        let text = (0..<200_000).map { "key\($0): \n" }.joined()
        #expect(YAMLParser.parse(Array(text.utf8)).problems.isEmpty)
        let problem = try #require(YAMLParser.parse(Array((text + "key77: \n").utf8)).problems.first)
        #expect(problem.kind == .duplicateKey)
        #expect(problem.range.start.line == 200_001)
        #expect(problem.related?.range.start.line == 78)
    }
}
