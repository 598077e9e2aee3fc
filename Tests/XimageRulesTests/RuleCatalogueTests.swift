import Testing
import XimageCore
import XimagePlanning
import XimageRules

@Suite struct RuleCatalogueTests {
    @Test("The catalogue lists every rule once, in order")
    func isComplete() {
        let ids = RuleCatalogue.metadata.map(\.id)
        #expect(ids.count == 236)
        #expect(Set(ids).count == ids.count)
        #expect(Set(RuleCatalogue.metadata.map(\.name)).count == ids.count)
        #expect(RuleCatalogue.metadata.count { $0.severity == .error } == 167)
        #expect(RuleCatalogue.metadata.count { $0.severity == .warning } == 50)
        #expect(RuleCatalogue.metadata.count { $0.severity == .info } == 19)
    }

    @Test("Every message stands in both languages with the same placeholders")
    func speaksBothLanguages() {
        for rule in RuleCatalogue.metadata {
            func placeholders(_ text: RuleText) -> Set<Substring> {
                Set((text.message + (text.fix ?? "")).matches(of: /\{[a-z_0-9]+\}/).map { $0.output })
            }
            #expect(placeholders(rule.english) == placeholders(rule.chinese), "\(rule.id)")
            #expect(
                !rule.chinese.message.isEmpty && !rule.rationale.isEmpty && !rule.source.isEmpty, "\(rule.id)"
            )
        }
    }

    @Test("Every error says what to do about it")
    func offersAFix() {
        for rule in RuleCatalogue.metadata where rule.severity == .error {
            #expect(rule.english.fix != nil, "\(rule.id)")
        }
    }

    @Test("The plain main job has no errors and only the warnings that it deserves")
    func leavesTheMainJobAlone() {
        let findings = Scene().findings(RuleCatalogue.all)
        #expect(findings.filter { $0.severity == .error }.map(\.detail) == [])
        #expect(findings.filter { $0.severity == .warning }.map(\.code) == ["AG009", "VA023"])
    }

    @Test("A main job that has been done has nothing to say")
    func leavesTheDoneJobAlone() {
        var scene = Scene()
        scene.apply()
        #expect(scene.findings(RuleCatalogue.all).map { "\($0.code) \($0.detail)" } == [])
    }
}
