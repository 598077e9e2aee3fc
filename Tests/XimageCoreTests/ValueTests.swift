import Foundation
import Testing
import XimageCore
import XimageTestSupport

@Suite struct ValueTests {
    @Test(
        "Nothing is nothing, whatever its form; everything else is itself alone",
        arguments: [
            (Value.null, Value.string(""), true), (.list([]), .map([:]), true), (.null, .null, true),
            (.string("a"), .string("a"), true), (.string("a"), .string("A"), false),
            (.int(1), .string("1"), false), (.bool(false), .null, false), (.int(0), .null, false),
            (.list([.int(1), .int(2)]), .list([.int(2), .int(1)]), false),
            (.map(["a": .int(1)]), .map(["a": .int(1)]), true), (.knownAfterApply, .null, false),
        ])
    func matches(_ a: Value, _ b: Value, _ expected: Bool) {
        #expect(a.matches(b) == expected)
        #expect(b.matches(a) == expected)
    }

    @Test("A value is known and open when all of its parts are")
    func parts() {
        let reference = Value.reference(.of("server.web"))
        let secret = Value.secret(Secret("hush"))
        func nested(_ value: Value) -> Value { .map(["a": .list([.int(1), .map(["b": value])])]) }
        #expect(nested("text").isKnown)
        #expect(!nested(reference).isKnown)
        #expect(!nested(.knownAfterApply).isKnown)
        #expect(nested(secret).isKnown)
        #expect(nested(secret).isSensitive)
        #expect(!nested("text").isSensitive)
    }

    @Test("A secret shows itself in no text that a program makes of it")
    func secret() {
        let secret = Secret("canary-4711")
        let value = Value.map(["password": .secret(secret), "list": .list([.secret(secret)])])
        var dumped = ""
        dump(value, to: &dumped)
        dump(secret, to: &dumped)
        let attributes: Attributes = [.adminPassword: .secret(secret)]
        let texts = [
            "\(secret)", "\(value)", "\(attributes)", String(reflecting: secret), String(reflecting: value),
            String(describing: Optional(secret)), dumped, CanonicalText.of(value),
            "\(Mirror(reflecting: secret).children.map { $0 })",
        ]
        for text in texts { #expect(!text.contains("canary")) }
        #expect(secret.reveal() == "canary-4711")
    }

    @Test(
        "Canonical texts",
        arguments: [
            (Value.null, "null"), (.bool(true), "true"), (.int(-7), "-7"),
            (.string("a\"b\\c"), #""a\"b\\c""#),
            (.list([.int(1), .string("1")]), #"[1,"1"]"#),
            (.map(["b": .int(2), "a": .int(1), "B": .null]), #"{"B":null,"a":1,"b":2}"#),
            (.reference(.of("image.golden@2")), "ref(image.golden@2)"), (.knownAfterApply, "unknown"),
        ])
    func canonical(_ value: Value, _ text: String) { #expect(CanonicalText.of(value) == text) }

    @Test("Equal values have equal canonical texts, and different ones different", arguments: 0..<6)
    func canonicalIsOneToOne(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var seen: [String: Value] = [:]
        for _ in 0..<3000 {
            let value = Self.random(&random, depth: 3)
            let text = CanonicalText.of(value)
            if let other = seen[text] { #expect(other == value, "\(text)") }
            seen[text] = value
            #expect(CanonicalText.of(value) == text)
        }
        #expect(seen.count > 500)
    }

    @Test("Attributes behave as a dictionary without nulls, sorted by name", arguments: 0..<6)
    func attributes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var attributes: Attributes = [:]
        var model: [AttributeName: Value] = [:]
        for _ in 0..<400 {
            let name = AttributeName.allCases.randomElement(using: &random)!
            let value = Bool.random(using: &random) ? Value.null : Self.random(&random, depth: 1)
            attributes[name] = value
            model[name] = value == .null ? nil : value
            #expect(attributes[name] == value)
        }
        #expect(attributes.entries.map(\.name) == model.keys.sorted())
        for name in AttributeName.allCases { #expect(attributes[name] == model[name] ?? .null) }
        var again: Attributes = [:]
        for (name, value) in model.shuffled() { again[name] = value }
        #expect(again == attributes)
        #expect(again.hashValue == attributes.hashValue)
    }

    static func random(_ random: inout SeededGenerator, depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .int(Int.random(in: -3...3, using: &random))
        case 3:
            return .string(
                ["", "a", "1", "true", "null", "\"", "\\", "a\",\"b", "unknown"].randomElement(
                    using: &random)!)
        case 4: return .reference(AddressTests.random(&random))
        case 5: return .knownAfterApply
        case 6:
            return .list(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in Self.random(&random, depth: depth - 1)
                })
        default:
            var map: [String: Value] = [:]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                map[["a", "b", "\"", "a\":1,\"b"].randomElement(using: &random)!] = Self.random(
                    &random, depth: depth - 1)
            }
            return .map(map)
        }
    }
}
