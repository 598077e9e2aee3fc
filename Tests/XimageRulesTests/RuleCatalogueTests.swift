import Testing
import XimageCore
import XimagePlanning
import XimageRules

@Suite struct RuleCatalogueTests {
    @Test("The catalogue lists every rule once, in order")
    func isComplete() {
        let ids = RuleCatalogue.metadata.map(\.id)
        #expect(ids.count == 239)
        #expect(Set(ids).count == ids.count)
        #expect(Set(RuleCatalogue.metadata.map(\.name)).count == ids.count)
        #expect(RuleCatalogue.metadata.count { $0.severity == .error } == 171)
        #expect(RuleCatalogue.metadata.count { $0.severity == .warning } == 49)
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
                !rule.chinese.message.isEmpty && !rule.rationale.chinese.isEmpty && !rule.source.isEmpty,
                "\(rule.id)"
            )
        }
    }

    @Test("What a rule is about exists")
    func isAboutAttributes() {
        for rule in RuleCatalogue.examples.map({ type(of: $0) }) {
            for text in rule.about {
                let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
                #expect(
                    parts.count == 2 && ResourceKind(rawValue: parts[0]) != nil,
                    "\(rule.metadata.id): \(text)")
                #expect(parts.last.flatMap { AttributeName($0) } != nil, "\(rule.metadata.id): \(text)")
            }
        }
    }

    @Test("Every error says what to do about it")
    func offersAFix() {
        for rule in RuleCatalogue.metadata where rule.severity == .error && rule.isRaised {
            #expect(rule.english.fix != nil, "\(rule.id)")
        }
    }

    @Test("A rule has a message exactly where a check or a refusal raises it")
    func hasMessagesThatAreRaised() {
        let checked = Set(RuleCatalogue.all.map { type(of: $0).metadata.id })
        let refused = Set(ServiceCode.all.compactMap(\.rules.first))
        for rule in RuleCatalogue.metadata {
            #expect(rule.isRaised == (checked.contains(rule.id) || refused.contains(rule.id)), "\(rule.id)")
        }
    }

    @Test("Rules that count as checked have a check, and no other rule has")
    func checksWhatItSays() {
        let checks = Set(RuleCatalogue.all.map { type(of: $0).metadata.id })
        let said = Set(RuleCatalogue.metadata.filter { $0.coverage == .checked }.map(\.id))
        #expect(checks.symmetricDifference(said).sorted() == [])
    }

    @Test("A message that only refusals raise names nothing that a step does not know")
    func fillsMessagesOfRefusals() {
        let known = Set(
            ["{code}", "{object}", "{reason}"] + ResourceKind.allCases.map { "{\($0.rawValue)}" })
        for rule in RuleCatalogue.metadata where rule.isRaised && rule.coverage != .checked {
            for text in [rule.english, rule.chinese] {
                let names = (text.message + (text.fix ?? "")).matches(of: /\{[a-z_0-9]+\}/).map {
                    String($0.output)
                }
                #expect(known.isSuperset(of: names), "\(rule.id)")
            }
        }
    }

    @Test("The plain main job has no errors and only the warnings that it deserves")
    func leavesTheMainJobAlone() {
        let findings = Scene().findings(RuleCatalogue.all)
        #expect(findings.filter { $0.severity == .error }.map(\.detail) == [])
        #expect(findings.filter { $0.severity == .warning }.map(\.code).sorted() == ["AG009", "VA023"])
    }

    @Test("A main job that has been done has nothing to say")
    func leavesTheDoneJobAlone() {
        var scene = Scene()
        scene.apply()
        #expect(scene.findings(RuleCatalogue.all).map { "\($0.code) \($0.detail)" } == [])
    }
}
