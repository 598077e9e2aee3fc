import Testing
import XimageCore
import XimagePlanning
import XimageRules

/// One loop over the catalogue: the examples of the documentation are the tests of the rules.
@Suite struct RuleExampleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let example: RuleExample
        var testDescription: String { "\(id): \(example.title)" }

        /// What the rule says, with all the others present.
        func findings() -> [Diagnostic] {
            example.scene().findings(RuleCatalogue.all).filter { $0.code == id }
        }
    }

    static let violating = RuleCatalogue.examples.flatMap { rule in
        type(of: rule).violating.map { Case(id: type(of: rule).metadata.id, example: $0) }
    }

    static let satisfying = RuleCatalogue.examples.flatMap { rule in
        type(of: rule).satisfying.map { Case(id: type(of: rule).metadata.id, example: $0) }
    }

    @Test("Each violating example reports exactly at its marks", arguments: violating)
    func reports(_ item: Case) {
        let scene = item.example.scene()
        let findings = item.findings()
        let found = findings.map { "\($0.address.map { "\($0)" } ?? "-") \($0.subject?.description ?? "")" }
        let expected = item.example.marks.map { mark in
            let parts = mark.split(separator: " ").map(String.init)
            guard parts.count > 1 else { return mark }
            return "\(parts[0]) \(scene.place(ofMark: mark)?.description ?? "")"
        }
        #expect(found.count == expected.count, "\(found)")
        for (one, other) in zip(found.sorted(), expected.sorted()) {
            // A mark without an attribute tells the address alone.
            #expect(other.contains(" ") ? one == other : Self.addressOnly(one) == other)
        }
    }

    private static func addressOnly(_ text: String) -> String {
        text.split(separator: " ").first.map(String.init) ?? ""
    }

    @Test("Each satisfying example stays silent", arguments: satisfying)
    func staysSilent(_ item: Case) {
        #expect(item.findings().map(\.detail) == [])
    }

    @Test("No message keeps a placeholder, in neither language", arguments: violating)
    func fillsPlaceholders(_ item: Case) throws {
        for finding in item.findings() {
            let chinese = try #require(finding.chinese)
            for text in [finding.detail, finding.fix ?? "", chinese.message, chinese.fix ?? ""] {
                let rest = text.replacing("${", with: "")
                #expect(!rest.contains(/\{[a-z_0-9]+\}/), "\(text)")
            }
        }
    }

    @Test("Every checked rule has an example of either sort")
    func hasExamples() {
        for rule in RuleCatalogue.examples {
            #expect(!type(of: rule).violating.isEmpty, "\(type(of: rule).metadata.id)")
            #expect(!type(of: rule).satisfying.isEmpty, "\(type(of: rule).metadata.id)")
        }
    }

    @Test("An acknowledgement turns an error into a warning and a warning into a note", arguments: violating)
    func waives(_ item: Case) throws {
        let metadata = try #require(RuleCatalogue.metadata(of: item.id))
        guard let key = metadata.acknowledgement else { return }
        var scene = item.example.scene()
        for finding in item.findings() {
            if let address = finding.address { scene.acknowledge(key, at: address) }
        }
        let findings = scene.findings(RuleCatalogue.all).filter { $0.code == item.id }
        #expect(!findings.isEmpty)
        for finding in findings {
            #expect(finding.severity == (metadata.severity == .error ? .warning : .info))
            #expect(finding.acknowledged == key)
            #expect(finding.detail.contains(key) && finding.detail.contains("agreed with the owner"))
        }
    }
}
