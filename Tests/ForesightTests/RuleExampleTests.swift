import Testing
import XimageCore
import XimagePlanning
import XimageRules
import XimageTestSupport

/// One loop over the catalogue: the examples of the documentation are the tests of the rules, as users meet them. A
/// manifest and a world go through loader, planner and sandbox.
@Suite struct RuleExampleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: RuleMetadata
        let example: RuleExample
        var testDescription: String { "\(rule.id): \(example.title)" }

        /// Whether it is the one that the page of the rule shows.
        let isFirst: Bool

        /// Codes with which the service refuses what the rule forbids.
        var codes: Set<String> { Set(RuleCatalogue.serviceCodes(of: rule.id).map(\.code)) }
    }

    static let violating = RuleCatalogue.examples.flatMap { rule in
        type(of: rule).violating.enumerated().map {
            Case(rule: type(of: rule).metadata, example: $1, isFirst: $0 == 0)
        }
    }

    static let satisfying = RuleCatalogue.examples.flatMap { rule in
        type(of: rule).satisfying.map {
            Case(rule: type(of: rule).metadata, example: $0, isFirst: false)
        }
    }

    @Test("Each violating example is reported at its marks, and refused by the service", arguments: violating)
    func reports(_ item: Case) async throws {
        let outcome = try await ExampleOutcome.of(item.example, key: item.rule.acknowledgement)
        let own = outcome.findings.filter { $0.code == item.rule.id }
        #expect(own.map(outcome.mark).sorted() == item.example.marks.sorted())
        for finding in own { try Self.checkText(finding) }
        let agreed = outcome.waived.filter { $0.code == item.rule.id }
        for finding in agreed where finding.acknowledged != nil && finding.detail.contains("agreed with") {
            #expect(finding.acknowledged == item.rule.acknowledgement)
            #expect(finding.severity != .error)
        }
        // What nobody can agree to, such as deleting what only `--with-backups` deletes, is no first example.
        if item.isFirst, !agreed.isEmpty {
            #expect(agreed.contains { $0.acknowledged != nil }, "\(agreed.map(\.detail))")
        }
        let isRefused =
            own.contains { $0.severity == .error } && item.example.during.isEmpty && !outcome.isOfLoader
            && item.example.command != .validate && !item.codes.isEmpty
        guard isRefused, item.example.accepted == nil else { return }
        #expect(
            !item.codes.isDisjoint(with: outcome.refusals.compactMap(\.code)),
            "the service says \(outcome.refusals)")
    }

    @Test(
        "The rule is silent about each satisfying example, and the service accepts it", arguments: satisfying)
    func isSilent(_ item: Case) async throws {
        let outcome = try await ExampleOutcome.of(item.example, key: nil)
        #expect(outcome.findings.filter { $0.code == item.rule.id }.map(\.detail) == [])
        #expect(outcome.refusals.map(\.detail) == [])
    }

    @Test("Every checked rule has an example of either sort")
    func hasExamples() {
        for rule in RuleCatalogue.examples.map({ type(of: $0) }) {
            #expect(!rule.violating.isEmpty && !rule.satisfying.isEmpty, "\(rule.metadata.id)")
        }
    }

    /// No placeholder is left, no offer of nothing is made, and what is Chinese is wholly Chinese.
    private static func checkText(_ finding: Diagnostic) throws {
        let chinese = try #require(finding.chinese)
        #expect(finding.fix?.hasSuffix(": none.") != true, "\(finding.fix ?? "")")
        for text in [finding.detail, finding.fix, chinese.message, chinese.fix].compactMap(\.self) {
            let rest = text.replacing("${", with: "")
            #expect(!rest.contains(/\{[a-z_0-9]+\}/), "\(text)")
        }
        // Whoever agreed said why in a language of their own.
        guard finding.acknowledged == nil else { return }
        for text in [chinese.message, chinese.fix, finding.remark(.chinese)].compactMap(\.self) {
            #expect(englishPart(of: text) == nil, "\(text)")
        }
    }
}
