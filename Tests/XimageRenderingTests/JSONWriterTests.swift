import Foundation
import Testing
import XimageRendering
import XimageTestSupport

@Suite struct JSONWriterTests {
    @Test("Writes objects, arrays and plain values in the order told")
    func writesInOrder() {
        let text = JSONWriter.document(isPretty: false) { json in
            json.field("b", "text")
            json.field("a", 1)
            json.field("none", nil as String?)
            json.field("empty", array: [String]())
            json.field("list", array: ["x", "y"])
            json.field("object") { $0.field("flag", true) }
            json.valueField("value") { $0.element(array: [1, 2]) { $0.element($1) } }
            json.field("rows", array: [1, 2]) { json, number in json.element { $0.field("n", number) } }
        }
        #expect(
            text == """
                {"b":"text","a":1,"none":null,"empty":[],"list":["x","y"],"object":{"flag":true},"value":[1,2],\
                "rows":[{"n":1},{"n":2}]}

                """)
    }

    @Test("Indents by two blanks")
    func indents() {
        let text = JSONWriter.document { json in
            json.field("empty") { _ in }
            json.field("list", array: ["x"])
            json.valueField("value") { $0.element { $0.field("a", 1) } }
        }
        #expect(
            text == """
                {
                  "empty": {},
                  "list": [
                    "x"
                  ],
                  "value": {
                    "a": 1
                  }
                }

                """)
    }

    @Test("Any text survives, and nothing raw reaches a terminal", arguments: UInt64(0)..<100)
    func survives(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = random.text(upTo: 40)
        let text = JSONWriter.document(isPretty: false) { $0.field("text", original) }
        #expect(TerminalSafety.violation(in: text) == nil)
        let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(object["text"].map { Array($0.unicodeScalars) } == Array(original.unicodeScalars))
    }
}
