import Foundation
import Testing
import XimageCore
import XimageHuawei
import XimageTestSupport

/// Canaries in quotations of every shape: no piece of a secret stays, and the words around it do.
@Suite struct RedactionTests {
    private static func canary(_ random: inout SeededGenerator) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+=\"\\ &%é")
        let count = Int.random(in: 16...60, using: &random)
        return String((0..<count).map { _ in letters.randomElement(using: &random) ?? "x" })
    }

    private static func percent(_ text: String) -> String { PercentEncoding.encode(text) }

    private static let shapes: [@Sendable (String, inout SeededGenerator) -> String] = [
        { secret, _ in secret },
        { secret, random in String(secret.prefix(Int.random(in: 10...15, using: &random))) },
        { secret, random in String(secret.suffix(Int.random(in: 10...15, using: &random))) },
        { secret, random in String(secret.dropFirst(2).prefix(Int.random(in: 10...13, using: &random))) },
        { secret, _ in percent(secret) },
        { secret, _ in percent(secret).lowercased() },
        { secret, _ in String(percent(secret).prefix(14)) },
        { secret, _ in secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") },
        { secret, _ in
            secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("/", with: "\\/")
        },
        { secret, random in
            let before = String(repeating: "u", count: Int.random(in: 0...5, using: &random))
            return Data((before + secret + "z").utf8).base64EncodedString()
        },
    ]

    @Test("No piece of a secret stays", arguments: ProofSeeds.all(gate: 100))
    func canaries(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let secret = Self.canary(&random)
        let redactor = Redactor([Secret(secret), Secret(Self.canary(&random))])
        for (index, shape) in Self.shapes.enumerated() {
            let quoted = shape(secret, &random)
            let shown = redactor.redacted("signature of <\(quoted)> is wrong")
            #expect(
                shown.hasPrefix("signature of <") && shown.hasSuffix("> is wrong"), "shape \(index): \(shown)"
            )
            #expect(shown.contains("(sensitive)"), "shape \(index): \(shown)")
            let bytes = Array(quoted.utf8)
            for start in 0...bytes.count - 8 {
                // The first and last digits of base64 belong to what stands around the secret.
                let piece = String(decoding: bytes[start..<start + 8], as: UTF8.self)
                guard index < 9 || start >= 8 && start + 16 <= bytes.count else { continue }
                #expect(!shown.contains(piece), "shape \(index) shows \(piece)")
            }
        }
        #expect(redactor.redacted("the quota of servers is used up") == "the quota of servers is used up")
        ProofSeeds.tell("\(seed)")
        if ProofSeeds.areChosen { print("prove R27: \(Self.shapes.count) cases") }
    }

    @Test("Short secrets are hidden whole, and the shortest are no secrets")
    func short() {
        let redactor = Redactor([Secret("hunter"), Secret("abc")])
        #expect(redactor.redacted("hunter hunt abc") == "(sensitive) hunt abc")
    }

    @Test("Long texts are hidden line by line, words of them are not")
    func long() {
        let text = (0..<100).map { "echo 'line \($0) of the script'" }.joined(separator: "\n")
        let redactor = Redactor([Secret(text)])
        #expect(redactor.redacted("user data: echo 'line 7 of the script'.") == "user data: (sensitive).")
        #expect(redactor.redacted("the script is too long") == "the script is too long")
    }
}
