import Testing
import XimagePlanning
import XimageRules

@Suite struct ServiceCodeTests {
    @Test("Every code leads to rules of the catalogue")
    func leadsToRules() {
        for code in ServiceCode.all {
            #expect(!code.rules.isEmpty)
            for id in code.rules { #expect(RuleCatalogue.metadata(of: id) != nil, "\(code.code) \(id)") }
        }
    }

    @Test(
        "A refusal is explained by its rule",
        arguments: [
            ("IMG.0126", "SV001"), ("IMG.0184", "VA001"), ("Ecs.0044", "AV007"), ("EVS.2054", "AV003"),
            ("BackupService.1005", "CP004"), ("IMG.0099", "DK010"),
        ])
    func explains(code: String, id: String) {
        #expect(RuleCatalogue.rule(forServiceCode: code)?.id == id)
    }

    @Test("An unknown code has no rule")
    func knowsItsLimits() { #expect(RuleCatalogue.rule(forServiceCode: "IMG.9999") == nil) }
}
