import Foundation
import Testing
import XimageYAML

/// The public YAML test suite: what libyaml 0.2.5 decides rightly is decided so here.
@Suite struct SuiteTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var title: String
        var yaml: String
        var error: Bool?
        var events: String

        var testDescription: String { "\(id) \(title)" }
    }

    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Fixtures/yaml-test-suite/cases.json")

    /// All cases, empty when the file cannot be read; ``isWhole()`` tells.
    static let cases: [Case] =
        (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode([Case].self, from: $0) } ?? []

    /// The documents of each case that has them.
    static func documents() throws -> [String: NSArray] {
        let data = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        let rows = try #require(data as? [[String: Any]])
        var result: [String: NSArray] = [:]
        for row in rows { if let id = row["id"] as? String { result[id] = row["json"] as? NSArray } }
        return result
    }

    /// What libyaml 0.2.5 does otherwise; `docs/yaml.md` says what is behind it.
    enum Deviation: String, Sendable { case takesInvalid, refusesValid, readsDifferently }

    static let deviations: [Deviation: [String]] = [
        .takesInvalid: [
            "9C9N", "9HCY", "9JBA", "CVW2", "DK95/01", "EB22", "G5U8", "MUS6/00", "MUS6/01", "QB6E", "RHX7",
            "S98Z", "SU5Z", "X4QW", "Y79Y/003", "YJV2",
        ],
        .refusesValid: [
            "2JQS", "2LFX", "2SXE", "4ABK", "4MUZ/00", "4MUZ/01", "4MUZ/02", "58MP", "5MUD", "5T43", "6BCT",
            "6CA3", "6LVF", "6M2F", "7Z25", "8XYN", "96NN/00", "96NN/01", "9SA2", "A2M4", "BEC7", "CFD4",
            "DBG4", "DK3J", "DK95/00", "DK95/03", "DK95/04", "FP8R", "FRK4", "HM87/00", "HWV9", "K3WX",
            "M2N8/00", "M7A3", "MUS6/05", "MUS6/06", "NHX8", "NJ66", "NKF9", "Q5MG", "QT73", "R4YG", "S3PD",
            "SM9W/01", "UKK6/00", "UT92", "VJP3/01", "W4TN", "W5VH", "Y79Y/001", "Y79Y/010",
        ],
        .readsDifferently: ["652Z", "HM87/01", "JEF9/02", "L24T/01", "Y2GN"],
    ]

    static func deviation(_ id: String) -> Deviation? { deviations.first { $0.value.contains(id) }?.key }

    @Test("The suite is whole")
    func isWhole() {
        #expect(Self.cases.count == 402)
        #expect(Self.cases.count { $0.error == true } == 94)
        let listed = Self.deviations.values.flatMap(\.self)
        #expect(Set(listed).count == listed.count)
        #expect(Set(listed).isSubset(of: Set(Self.cases.map(\.id))))
    }

    @Test("Valid and invalid texts are told apart, apart from the listed deviations", arguments: cases)
    func verdicts(_ example: Case) {
        let isReadable = YAMLParser.parse(Array(example.yaml.utf8)).isReadable
        let isValid = example.error != true
        switch Self.deviation(example.id) {
        case .takesInvalid, .refusesValid:
            #expect(isReadable != isValid, "no deviation any more: take it out")
        case .readsDifferently, nil: #expect(isReadable == isValid)
        }
    }

    @Test("The structure is that of the suite's events, apart from the listed deviations", arguments: cases)
    func structures(_ example: Case) throws {
        guard example.error != true, Self.deviation(example.id) != .refusesValid else { return }
        let tree = YAMLParser.parse(Array(example.yaml.utf8)).tree
        let (found, expected) = (Structure.of(tree), Structure.of(events: example.events))
        if Self.deviation(example.id) == nil {
            #expect(found == expected)
        } else {
            #expect(found != expected, "no deviation any more: take it out")
        }
    }

    /// Cases whose JSON is not what a reader of manifests makes of them.
    static let otherJSON: [String: String] = [
        "565N": "!!binary is decoded by the suite and has no meaning here",
        "5TRB": "deviation", "J7PZ": "!!omap", "2XXW": "!!set",
    ]

    @Test("The values are those of the suite's JSON")
    func values() throws {
        let documents = try Self.documents()
        #expect(documents.count == 282)
        var compared = 0
        for example in Self.cases where example.error != true && Self.deviation(example.id) == nil {
            guard let expected = documents[example.id] else { continue }
            let result = YAMLParser.parse(Array(example.yaml.utf8))
            // Keys given twice and tags of other schemas are refused by design.
            guard result.problems.isEmpty else { continue }
            let json = YAMLDump.json(result.tree)
            let found = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSArray
            compared += 1
            #expect(found == expected, "\(example.testDescription): \(json)")
        }
        #expect(compared >= 200)
    }
}

/// What a text is made of: kinds, styles, contents, and what aliases point to. Names of anchors, tags and the marks of
/// documents do not count.
private enum Structure {
    static func of(_ tree: YAMLTree) -> [String] {
        var lines: [String] = []
        var numbers: [Int: Int] = [:]
        func write(_ node: Int) {
            if tree.isAlias(node) {
                lines.append("alias \(numbers[tree.resolve(node)] ?? -1)")
                return
            }
            numbers[node] = numbers.count
            switch tree.kind(node) {
            case .scalar:
                let mark =
                    switch tree.style(node) {
                    case .plain: ":"
                    case .singleQuoted: "'"
                    case .doubleQuoted: "\""
                    case .literal: "|"
                    case .folded: ">"
                    }
                lines.append("\(mark)\(tree.string(node))")
            case .sequence, .mapping:
                let name = tree.kind(node) == .sequence ? "list" : "map"
                lines.append(tree.isFlow(node) ? "\(name) in flow" : name)
                for child in tree.children(node) { write(child) }
                lines.append("end")
            }
        }
        for root in tree.documents {
            lines.append("document")
            write(root)
        }
        return lines
    }

    static func of(events: String) -> [String] {
        var lines: [String] = []
        var anchors: [Substring: Int] = [:]
        var count = 0
        for line in events.split(separator: "\n") {
            var words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            let event = words.removeFirst()
            var rest = words.first ?? ""
            func take(_ mark: Character) -> Substring? {
                guard rest.first == mark else { return nil }
                let word = rest.prefix { $0 != " " }
                rest = rest.dropFirst(word.count).drop { $0 == " " }
                return word.dropFirst()
            }
            switch event {
            case "+DOC": lines.append("document")
            case "=ALI": lines.append("alias \(anchors[rest.dropFirst()] ?? -1)")
            case "+SEQ", "+MAP":
                let isFlow = take("[") != nil || take("{") != nil
                if let name = take("&") { anchors[name] = count }
                count += 1
                lines.append((event == "+SEQ" ? "list" : "map") + (isFlow ? " in flow" : ""))
            case "-SEQ", "-MAP": lines.append("end")
            case "=VAL":
                if let name = take("&") { anchors[name] = count }
                _ = take("<")
                count += 1
                lines.append(unescaped(rest))
            default: break
            }
        }
        return lines
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            guard isEscaped else {
                if character == "\\" { isEscaped = true } else { result.append(character) }
                continue
            }
            isEscaped = false
            switch character {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "r": result.append("\r")
            case "b": result.append("\u{8}")
            default: result.append(character)
            }
        }
        return result
    }
}
