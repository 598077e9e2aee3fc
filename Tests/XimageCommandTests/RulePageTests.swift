import Testing
import XimageCore
import XimagePlanning
import XimageRendering
import XimageTestSupport

@testable import ximage

/// `rules explain` and `rules list` in both languages.
@Suite struct RulePageTests {
    /// Checked with versions and codes; kept by the engine; with an open point; shared with the manifest language.
    @Test("rules explain", arguments: ["VA005", "CP011", "LC001", "WI016", "NM001"], Language.allCases)
    func explains(_ id: String, _ language: Language) throws {
        let page = try #require(Wiring.rulePage(id))
        let text = RuleCatalogueText(style: .init(language: language)).page(page)
        expectGolden(text, "rule-\(id)-\(language.rawValue).txt")
    }

    @Test("A page in Chinese has no English words", arguments: Wiring.ruleMetadata.map(\.id))
    func isWholeInChinese(_ id: String) throws {
        let page = try #require(Wiring.rulePage(id))
        let text = RuleCatalogueText(style: .init(width: 10_000, language: .chinese)).page(page)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Documents are named as their publishers name them; commands of the guest are indented.
        for line in lines.filter({ !$0.hasPrefix("      ") }).map({
            $0.replacing(/来源：.*|`[^`]*`|“[^”]*”|\{\w+\}/, with: "")
        }) {
            #expect(line.firstMatch(of: /[A-Za-z]+ [a-z]{2,}/) == nil, "\(id): \(line)")
        }
    }

    @Test("rules list", arguments: Language.allCases)
    func lists(_ language: Language) {
        let rules = Wiring.ruleMetadata.filter { $0.family == "AG" }
        let text = RuleCatalogueText(style: .init(language: language)).list(rules)
        expectGolden(text, "rules-list-\(language.rawValue).txt")
    }
}
