import Testing
import XimageYAML

/// What a scalar means by the core schema of YAML 1.2, and where this reader is stricter.
@Suite struct ScalarTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        var value: YAMLScalar

        init(_ text: String, _ value: YAMLScalar) {
            self.text = text
            self.value = value
        }

        var testDescription: String { "`\(text)`" }
    }

    private static func texts(_ words: String...) -> [Row] { words.map { Row($0, .string($0)) } }

    static let nulls = ["~", "null", "Null", "NULL", ""].map { Row($0, .null) }

    static let booleans =
        ["true", "True", "TRUE"].map { Row($0, .bool(true)) }
        + ["false", "False", "FALSE"].map { Row($0, .bool(false)) }

    static let integers: [Row] = [
        Row("0", .int(0)), Row("7", .int(7)), Row("42", .int(42)), Row("-1", .int(-1)), Row("+1", .int(1)),
        Row("-0", .int(0)), Row("+0", .int(0)), Row("1234567890", .int(1_234_567_890)),
        Row("9223372036854775807", .int(.max)), Row("-9223372036854775808", .int(.min)),
        Row("9223372036854775808", .hugeInt("9223372036854775808")),
        Row("-9223372036854775809", .hugeInt("-9223372036854775809")),
        Row("100000000000000000000000000", .hugeInt("100000000000000000000000000")),
        Row("0x0", .int(0)), Row("0xFF", .int(255)), Row("0xdeadBEEF", .int(0xDEAD_BEEF)),
        Row("0x7fffffffffffffff", .int(.max)), Row("0xFFFFFFFFFFFFFFFF", .hugeInt("0xFFFFFFFFFFFFFFFF")),
        Row("0x00ff", .int(255)), Row("0o0", .int(0)), Row("0o17", .int(15)), Row("0o777", .int(511)),
        Row("0o1777777777777777777777", .hugeInt("0o1777777777777777777777")), Row("0o007", .int(7)),
    ]

    static let floats: [Row] = [
        Row("0.5", .float(0.5)), Row(".5", .float(0.5)), Row("5.", .float(5)), Row("-.5", .float(-0.5)),
        Row("+.5", .float(0.5)), Row("1e3", .float(1000)), Row("1E3", .float(1000)),
        Row("1e+3", .float(1000)),
        Row("1e-3", .float(0.001)), Row("-1.5e-3", .float(-0.0015)), Row("+12.3", .float(12.3)),
        Row("12e03", .float(12_000)), Row("1.e1", .float(10)), Row("6.8523015e+5", .float(685_230.15)),
        Row("-2E+05", .float(-200_000)), Row("0.0", .float(0)), Row("-0.0", .float(-0.0)),
        Row("0e0", .float(0)),
        Row("007.5", .float(7.5)), Row("01e1", .float(10)), Row("1e400", .float(.infinity)),
        Row("-1e400", .float(-.infinity)), Row("1e-400", .float(0)), Row(".inf", .float(.infinity)),
        Row(".Inf", .float(.infinity)), Row(".INF", .float(.infinity)), Row("+.inf", .float(.infinity)),
        Row("-.inf", .float(-.infinity)), Row("-.INF", .float(-.infinity)),
    ]

    /// What other readers, or readers of YAML 1.1, take for something else.
    static let strings: [Row] =
        // The country of Norway, and its relatives.
        texts(
            "no", "No", "NO", "yes", "Yes", "YES", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N")
        // Leading zeros: readers disagree whether this is octal, so it is neither.
        + texts("0777", "00", "-010", "+01", "0123456789", "08")
        + texts("tRUE", "FALSe", "nULL", "nil", "none", "None", "undefined", "t", "f", "true.", "nullable")
        // Dates, times and sexagesimal numbers of YAML 1.1.
        + texts(
            "2026-06-01", "2001-12-14t21:59:43.10-05:00", "2026-06-01 12:00:00", "12:30", "12:30:45",
            "190:20:30",
            "20:03:20.15", "1:1", "0:0", "22:22")
        + texts(
            "1_000", "0x_ff", "1_0.5", "0b1010", "0xG", "0x", "0o", "0o8", "0o9", "-0x1", "+0x1", "-0o7",
            "0XFF",
            "0O7")
        + texts(
            "1.2.3", "1.2.3.4", "1e", "1e+", "e3", ".e3", ".", "..", "...x", "+", "-x", "+-1", "--1", "1-")
        + texts(
            "infinity", "inf", "Infinity", ".iNF", "+.nan", "-.nan", "nan", "NaN", ".Nan", ".NaNx", "-inf")
        + texts(
            "1,000", "1 000", "10%", "40 GiB", "v1", "1a", "a1", "<<x", "~x", "~~", "$1", "١٢", "１２", "½", "Ⅷ"
        )

    static let all = nulls + booleans + integers + floats + strings

    @Test("Plain scalars have the type of the core schema", arguments: all)
    func plain(_ row: Row) {
        #expect(YAMLScalar.plain(row.text) == row.value)
    }

    @Test("The table is long enough to mean something")
    func size() {
        #expect(Self.all.count >= 120)
        #expect(Set(Self.all.map(\.text)).count == Self.all.count)
    }

    @Test("Not a number is one", arguments: [".nan", ".NaN", ".NAN"])
    func nan(text: String) {
        guard case .float(let number) = YAMLScalar.plain(text) else {
            Issue.record("no float")
            return
        }
        #expect(number.isNaN)
    }

    @Test("The same holds inside a document, as a value, as an item and in flow", arguments: all)
    func inDocuments(_ row: Row) throws {
        // As an indicator these are something else in a document.
        guard !["", "~", "...x"].contains(row.text) else { return }
        for text in ["k: \(row.text)\n", "- \(row.text)\n", row.text] {
            let result = YAMLParser.parse(Array(text.utf8))
            #expect(result.problems.isEmpty, "\(text)")
            let root = try #require(result.tree.documents.first)
            let node =
                switch result.tree.kind(root) {
                case .mapping: result.tree.entries(root)[0].value
                case .sequence: result.tree.children(root)[0]
                case .scalar: root
                }
            #expect(result.tree.scalar(node) == row.value)
        }
    }

    @Test("In quotes and block scalars everything is a text", arguments: all)
    func quoted(_ row: Row) throws {
        for text in ["'\(row.text)'", "\"\(row.text)\"", "!!str \(row.text)", "|-\n  \(row.text)\n"] {
            let result = YAMLParser.parse(Array(text.utf8))
            let root = try #require(result.tree.documents.first)
            #expect(result.tree.scalar(root) == .string(row.text))
        }
    }

    @Test("Numbers come out of the JSON as they went in, and what JSON cannot say as a text")
    func json() {
        let text = """
            [1, -5, +7, 0xFF, 0o17, 99999999999999999999, +99999999999999999999, 0xFFFFFFFFFFFFFFFFF, 1.5, 1e3, 1e400,
            .inf, -.inf, .nan, 0777, yes, ~, true, "1"]
            """
        let json = YAMLDump.json(YAMLParser.parse(Array(text.utf8)).tree)
        #expect(
            json == """
                [[1,-5,7,255,15,99999999999999999999,99999999999999999999,"0xFFFFFFFFFFFFFFFFF",1.5,1000.0,"1e400",\
                ".inf","-.inf",".nan","0777","yes",null,true,"1"]]
                """)
    }

    @Test("Keys become texts in the JSON, those that are no scalars by their own JSON")
    func keys() {
        let text = "1: a\ntrue: b\n~: c\n? [x, 1]\n: d\n? {a: b}\n: e\n.inf: f\n"
        #expect(
            YAMLDump.json(YAMLParser.parse(Array(text.utf8)).tree)
                == #"[{"1":"a","true":"b","~":"c","[\"x\",1]":"d","{\"a\":\"b\"}":"e",".inf":"f"}]"#)
    }

    @Test("The JSON is plain: nothing in it steers a terminal")
    func escapes() {
        let text = #"["\e[31m", "\u202e", "\u2028", "\u0085", "\ufeff", "é漢😀", "\U000E0001", "a\tb", "\"\\"]"#
        #expect(
            YAMLDump.json(YAMLParser.parse(Array(text.utf8)).tree)
                == #"[["\u001b[31m","\u202e","\u2028","\u0085","\ufeff","é漢😀","\udb40\udc01","a\tb","\"\\"]]"#
        )
    }

    @Test("Keys inside of keys do not make the JSON grow with each level")
    func nestedKeys() {
        let json = YAMLDump.json(YAMLParser.parse(Array(String(repeating: "? ", count: 99).utf8)).tree)
        #expect(json.utf8.count < 2000)
        #expect(json.hasPrefix("[{\"{{{") && json.hasSuffix("null}\":null}]"))
    }
}
