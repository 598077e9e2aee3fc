import NIOCore
import Testing
import XimageHuawei

@Suite struct JSONScannerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var expected: String
    }

    @Test(
        "Reads texts",
        arguments: [
            Case(testDescription: "plain", text: #"{"v": "web-01"}"#, expected: "web-01"),
            Case(
                testDescription: "longer than a word", text: #"{"v":"0123456789abcdef0123456789"}"#,
                expected: "0123456789abcdef0123456789"),
            Case(
                testDescription: "escapes", text: #"{"v":"a\"b\\c\/d\n\t\r\b\f"}"#,
                expected: "a\"b\\c/d\n\t\r\u{8}\u{c}"),
            Case(testDescription: "unicode escapes", text: #"{"v":"\u6574\u673a"}"#, expected: "整机"),
            Case(testDescription: "surrogate pairs", text: #"{"v":"\ud83d\ude00!"}"#, expected: "😀!"),
            Case(testDescription: "a lone surrogate", text: #"{"v":"\ud83d"}"#, expected: "\u{FFFD}"),
            Case(testDescription: "numbers as written", text: #"{"v": 12.50}"#, expected: "12.50"),
            Case(testDescription: "flags as written", text: #"{"v": true}"#, expected: "true"),
            Case(testDescription: "null as nothing", text: #"{"v": null}"#, expected: "nothing"),
            Case(
                testDescription: "an object as nothing", text: #"{"v": {"a": [1, "]}"]}}"#,
                expected: "nothing"),
        ])
    func texts(_ example: Case) throws {
        #expect(
            try Self.value(example.text) { scanner throws(JSONFailure) in try scanner.string() ?? "nothing" }
                == example.expected)
    }

    @Test(
        "Reads a text, and nothing that is written otherwise",
        arguments: [
            Case(testDescription: "a text", text: #""SSD""#, expected: "SSD"),
            Case(testDescription: "a number", text: "7", expected: "nothing"),
            Case(testDescription: "a flag", text: "true", expected: "nothing"),
            Case(testDescription: "null", text: "null", expected: "nothing"),
            Case(testDescription: "an object", text: #"{"a": 1}"#, expected: "nothing"),
        ])
    func onlyTexts(_ example: Case) throws {
        let text = try Self.value(#"{"v":\#(example.text)}"#) { scanner throws(JSONFailure) in
            try scanner.text() ?? "nothing"
        }
        #expect(text == example.expected)
    }

    @Test(
        "Reads amounts",
        arguments: [
            Case(testDescription: "plain", text: "42", expected: "42"),
            Case(testDescription: "nothing", text: "0", expected: "0"),
            Case(testDescription: "below zero", text: "-1", expected: "nil"),
            Case(testDescription: "the largest", text: "1000000000000", expected: "1000000000000"),
            Case(testDescription: "beyond it", text: "1000000000001", expected: "nil"),
        ])
    func amounts(_ example: Case) throws {
        let number = try Self.value(#"{"v":\#(example.text)}"#) { scanner throws(JSONFailure) in
            try scanner.amount()
        }
        #expect(number.map(String.init) ?? "nil" == example.expected)
    }

    @Test(
        "Reads numbers",
        arguments: [
            Case(testDescription: "plain", text: "42", expected: "42"),
            Case(testDescription: "below zero", text: "-7", expected: "-7"),
            Case(testDescription: "inside a text", text: #""2048""#, expected: "2048"),
            Case(testDescription: "with a fraction", text: "3.9", expected: "3"),
            Case(testDescription: "an empty text", text: #""""#, expected: "nil"),
            Case(testDescription: "too large", text: "99999999999999999999999", expected: "nil"),
            Case(testDescription: "null", text: "null", expected: "nil"),
            Case(testDescription: "a list", text: "[1,2]", expected: "nil"),
            Case(testDescription: "a word", text: #""many""#, expected: "nil"),
        ])
    func numbers(_ example: Case) throws {
        let number = try Self.value(#"{"v":\#(example.text)}"#) { scanner throws(JSONFailure) in
            try scanner.int()
        }
        #expect(number.map(String.init) ?? "nil" == example.expected)
    }

    @Test(
        "Reads flags",
        arguments: [
            Case(testDescription: "plain", text: "true", expected: "true"),
            Case(testDescription: "inside a text", text: #""false""#, expected: "false"),
            Case(testDescription: "capitalised", text: #""True""#, expected: "true"),
            Case(testDescription: "an empty text", text: #""""#, expected: "nil"),
            Case(testDescription: "null", text: "null", expected: "nil"),
        ])
    func flags(_ example: Case) throws {
        let flag = try Self.value(#"{"v":\#(example.text)}"#) { scanner throws(JSONFailure) in
            try scanner.bool()
        }
        #expect(flag.map { "\($0)" } ?? "nil" == example.expected)
    }

    @Test(
        "Refuses what is broken",
        arguments: [
            "", "{", #"{"v""#, #"{"v":"#, #"{"v":1"#, #"{"v":1,"#, #"{"v":1}}"#, #"{"v":1} x"#,
            #"{"v": nope}"#,
            #"{"v": "cut"#, #"{"v": "cut\"#, "[", "[1,", "nul", #"{1: 2}"#, #"{"a" 1}"#, #"{"a": ]}"#, "\0",
        ])
    func broken(_ text: String) {
        #expect(throws: JSONFailure.self) {
            try JSONScanner.read(ByteBuffer(string: text)) { scanner throws(JSONFailure) in
                try scanner.object { (_: inout JSONScanner, _) throws(JSONFailure) in }
            }
        }
    }

    @Test("Refuses deep nesting at once, read or stepped over", arguments: ["[", "{\"a\":"])
    func deep(_ opening: String) {
        let text = String(repeating: opening, count: 100_000)
        for body in [text, "{\"v\":" + text] {
            #expect(throws: JSONFailure.tooDeep) {
                try JSONScanner.read(ByteBuffer(string: body)) { scanner throws(JSONFailure) in
                    try scanner.skip()
                }
            }
        }
    }

    @Test("What the closure does not read is stepped over") func stepsOver() throws {
        var seen: [String] = []
        try JSONScanner.read(ByteBuffer(string: #"{"a":[{"x":1},[2]],"b":"\\","c":{"d":{}}, "e" : 5 }"#)) {
            scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                seen.append(key.text)
                if case "e" = key { seen.append("\(try scanner.int() ?? 0)") }
            }
        }
        #expect(seen == ["a", "b", "c", "e", "5"])
    }

    @Test("Never crashes on random bytes", arguments: UInt64(0)..<200)
    func random(seed: UInt64) {
        var generator = SplitMix(state: seed)
        let alphabet = Array(#"{}[]",:\0123456789.-+eEtrufalsn "#.utf8) + [0, 0xFF, 0xC3]
        let bytes = (0..<200).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
        for prefix in [#"{"servers":["#, "[", ""] {
            let buffer = ByteBuffer(bytes: Array(prefix.utf8) + bytes)
            _ = try? ServerAnswers.page(buffer, region: "r")
            _ = ErrorBody.read(buffer)
            _ = try? JobAnswer.read(buffer)
        }
    }

    private static func value<Result>(
        _ text: String, _ read: (inout JSONScanner) throws(JSONFailure) -> Result?
    ) throws -> Result? {
        var result: Result?
        try JSONScanner.read(ByteBuffer(string: text)) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                if case "v" = key { result = try read(&scanner) }
            }
        }
        return result
    }
}

@Suite struct JSONBodyTests {
    @Test("Members keep their order, absent ones are left out, texts are escaped") func bytes() {
        let body: JSONBody = .object([
            "z": "a\"\\\n\u{1}整", "a": .array([1, true, .object([:])]), "none": nil,
            "m": .map(["b": "2", "a": "1"]),
        ])
        #expect(
            String(decoding: body.bytes, as: UTF8.self)
                == #"{"z":"a\"\\\n\u0001整","a":[1,true,{}],"m":{"a":"1","b":"2"}}"#)
    }
}
