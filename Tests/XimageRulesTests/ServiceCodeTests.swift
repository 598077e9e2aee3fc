import Testing
import XimageCore
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

    @Test("Every rule that the service keeps has a code by which its refusal is known")
    func covers() {
        for rule in RuleCatalogue.metadata {
            var isServerSide = rule.phases.contains(.serverSide)
            if case .service = rule.coverage { isServerSide = true }
            if case .notOffered = rule.coverage { isServerSide = false }
            // No code of its own is documented for disk types without a word on backups.
            guard isServerSide, rule.id != "DK006" else { continue }
            #expect(!RuleCatalogue.serviceCodes(of: rule.id).isEmpty, "\(rule.id)")
        }
    }

    @Test(
        "A refusal is explained by its rule",
        arguments: [
            ("IMG.0003", "NM001"), ("IMG.0004", "NM003"), ("IMG.0005", "SV016"), ("IMG.0009", "NM002"),
            ("IMG.0010", "SV003"), ("IMG.0015", "QT001"), ("IMG.0020", "VA031"), ("IMG.0022", "DK008"),
            ("IMG.0026", "PM001"), ("IMG.0029", "WI008"), ("IMG.0046", "WI007"), ("IMG.0060", "QT007"),
            ("IMG.0063", "SV013"), ("IMG.0091", "WI012"), ("IMG.0099", "DK010"), ("IMG.0110", "SV009"),
            ("IMG.0115", "NM004"), ("IMG.0126", "SV001"), ("IMG.0130", "CP001"), ("IMG.0133", "PM002"),
            ("IMG.0135", "WI003"), ("IMG.0136", "SV010"), ("IMG.0143", "CP003"), ("IMG.0145", "CP010"),
            ("IMG.0146", "CP011"), ("IMG.0147", "CP008"), ("IMG.0149", "CP012"), ("IMG.0150", "CP013"),
            ("IMG.0151", "CP009"), ("IMG.0152", "CP002"), ("IMG.0153", "DK003"), ("IMG.0157", "CP004"),
            ("IMG.0164", "SV007"), ("IMG.0176", "LC003"), ("IMG.0182", "VA005"), ("IMG.0183", "VA007"),
            ("IMG.0184", "VA001"), ("IMG.0185", "VA009"), ("IMG.0186", "VA008"), ("IMG.0189", "CP006"),
            ("IMG.0193", "VA002"), ("IMG.0195", "VA031"), ("Ecs.0001", "QT003"), ("Ecs.0003", "PM003"),
            ("Ecs.0018", "AV006"), ("Ecs.0010", "SV111"), ("Ecs.0039", "SV111"), ("Ecs.0021", "QT004"),
            ("Ecs.0030", "SV005"), ("Ecs.0034", "SV107"),
            ("Ecs.0044", "AV007"), ("Ecs.0046", "DK045"), ("Ecs.0067", "PM008"), ("Ecs.0073", "SV012"),
            ("Ecs.0074", "WI018"), ("Ecs.0513", "LC019"), ("Ecs.0605", "SV004"), ("Ecs.0914", "NM006"),
            ("EVS.1015", "DK022"), ("EVS.1022", "DK042"), ("EVS.2054", "AV003"), ("EVS.5413", "QT004"),
            ("BackupService.1005", "CP004"), ("BackupService.6100", "VA009"), ("BackupService.6101", "VA005"),
            ("BackupService.6114", "VA018"), ("BackupService.6119", "CP006"), ("BackupService.6129", "CP007"),
            ("BackupService.6133", "QT005"), ("BackupService.6203", "SV010"), ("BackupService.6220", "VA033"),
            ("BackupService.7100", "SV016"), ("BackupService.7101", "SV001"), ("BackupService.7103", "SV013"),
            ("BackupService.7112", "VA008"), ("BackupService.8300", "VA038"),
        ])
    func explains(code: String, id: String) {
        #expect(RuleCatalogue.rule(forServiceCode: code)?.id == id)
    }

    @Test("An unknown code has no rule")
    func knowsItsLimits() { #expect(RuleCatalogue.rule(forServiceCode: "IMG.9999") == nil) }

    @Test("A refusal is told with the rule's message, filled with what the step knows")
    func fills() throws {
        let error = ProviderError(
            retry: .never, category: .state, service: "ims", operation: "POST /v1/cloudimages", status: 400,
            code: "IMG.0136", message: "The server is being backed up.")
        let refusal = try #require(
            ServiceRefusal(
                error, at: Address(.image, "golden", generation: 1),
                others: [Address(.server, "web"), Address(.vault, "main")]))
        #expect(
            refusal.text(.english).message
                == "SV010: server.web has a backup or restore in progress; the image cannot start until it ends."
        )
        #expect(refusal.text(.english).fix == "Wait until it ends and retry.")
        #expect(refusal.text(.chinese).message.contains("server.web"))
    }

    @Test("A message that names what the step does not know gives way to the rule's headline")
    func admits() throws {
        let error = ProviderError(
            retry: .never, category: .quota, service: "ims", operation: "POST", code: "IMG.0182",
            message: "full")
        let refusal = try #require(ServiceRefusal(error, at: Address(.image, "golden"), others: []))
        #expect(refusal.text(.english).message == "VA005: Vault is too small")
    }
}
