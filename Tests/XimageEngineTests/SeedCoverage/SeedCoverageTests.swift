import Testing
import XimageCore
import XimagePlanning
import XimageRules

/// The document that the product grew from, statement by statement: the rules that stand for each of them work.
@Suite struct SeedCoverageTests {
    struct Row: Sendable, CustomTestStringConvertible {
        /// Number of the statement: title, scenario, notes, constraints, tables, steps, figures.
        let statement: String
        let says: String
        let rules: [String]
        var testDescription: String { "\(statement): \(says)" }
    }

    static let rows: [Row] = [
        Row(
            statement: "T", says: "Title: create a whole image from a cloud server",
            rules: ["WI001"]),
        Row(
            statement: "S1", says: "An ECS with its attached data disks becomes one whole image",
            rules: ["WI002", "VA021", "SV009"]),
        Row(
            statement: "S2", says: "The image contains the user's business data",
            rules: ["AG009", "GU023", "WI017"]),
        Row(
            statement: "S3", says: "It serves to provision servers with those data quickly",
            rules: ["DK041", "LC010"]),
        Row(
            statement: "N1", says: "A running server can be imaged",
            rules: ["SV002"]),
        Row(
            statement: "N2",
            says: "Needs the image service's create permission, and the backup service's create ...",
            rules: ["PM001", "PM002", "PM003", "PM009"]),
        Row(
            statement: "N3a", says: "Deleting the image does not delete the associated server backup",
            rules: ["WI016"]),
        Row(
            statement: "N3b", says: "To delete that backup use the backup service",
            rules: ["WI016", "LC013", "VA032", "PM007"]),
        Row(
            statement: "N4",
            says: "Servers are created from the image as described in 'create a server from an ...",
            rules: [
                "SV101", "SV102", "SV103", "SV104", "SV105", "SV106", "SV107", "SV109", "DK041", "DK042",
                "DK043", "DK044", "DK045", "DK046", "AV006", "AV007",
            ]),
        Row(
            statement: "C1",
            says: "Optimise the server as prompted, otherwise creating servers from the image ...",
            rules: [
                "GU026", "AG003", "GU010", "GU011", "GU014", "GU017", "GU018", "GU020", "GU021", "GU022",
                "GU024",
            ]),
        Row(
            statement: "C2", says: "The server must be running or stopped",
            rules: ["SV001", "SV003", "LC016"]),
        Row(
            statement: "C3", says: "Windows: no spanned volumes, otherwise data may be lost",
            rules: ["GU004", "GU001", "GU002", "GU005"]),
        Row(
            statement: "C4a",
            says: "Linux: no volume group of several physical volumes, otherwise data may be lost",
            rules: ["GU012", "GU001", "GU002", "GU015", "GU016"]),
        Row(
            statement: "C4b",
            says: "Linux: no logical volume of several physical volumes, otherwise data may be lost",
            rules: ["GU013", "GU001", "GU002"]),
        Row(
            statement: "C5", says: "An AZ-available whole image provisions servers only in that AZ",
            rules: ["AV003", "AV005", "AV008"]),
        Row(
            statement: "C6", says: "A region-available whole image provisions servers in the whole region",
            rules: ["AV004", "AV010"]),
        Row(
            statement: "C7", says: "The system volume may not be detached while the image is created",
            rules: ["DK001", "SV012"]),
        Row(
            statement: "C8", says: "No sharing with other tenants",
            rules: ["WI003", "WI004"]),
        Row(
            statement: "C9", says: "No publishing as a marketplace image",
            rules: ["WI005"]),
        Row(
            statement: "C10", says: "No export",
            rules: ["WI006"]),
        Row(
            statement: "C11", says: "Only cross-region replication is supported",
            rules: ["CP001", "CP005", "CP006", "CP007", "CP008", "CP009", "CP020"]),
        Row(
            statement: "C12a", says: "Windows: the SAN policy must be changed to OnlineAll",
            rules: ["GU006", "GU007"]),
        Row(
            statement: "C12b", says: "Otherwise disks of servers made from the image may be offline",
            rules: ["GU006", "GU009"]),
        Row(
            statement: "C12c", says: "There are three policy types",
            rules: ["GU006"]),
        Row(
            statement: "T1a", says: "OnlineAll: every newly found disk comes online",
            rules: ["GU006"]),
        Row(
            statement: "T1b",
            says: "OfflineShared: newly found disks on shared buses (FC, iSCSI) offline, on ...",
            rules: ["GU006", "GU008"]),
        Row(
            statement: "T1c", says: "OfflineInternal: newly found disks offline",
            rules: ["GU006"]),
        Row(
            statement: "D2", says: "Run san to see the policy",
            rules: ["GU006"]),
        Row(
            statement: "D2a", says: "If OnlineAll, leave with exit",
            rules: ["GU006"]),
        Row(
            statement: "P2", says: "Choose compute, image service",
            rules: ["AV001", "AV013"]),
        Row(
            statement: "P3", says: "On the image list choose to create a private image",
            rules: ["QT001"]),
        Row(
            statement: "P4", says: "On the type-and-source page choose whole image",
            rules: ["WI001", "WI024"]),
        Row(
            statement: "P5", says: "Source is a cloud server, picked from the list",
            rules: ["WI001", "SV014", "SV015", "SV016"]),
        Row(
            statement: "P6", says: "Fill in image information, such as name and description",
            rules: ["NM001", "NM002", "NM003", "NM004"]),
        Row(
            statement: "P7", says: "Apply for creation",
            rules: ["AG008"]),
        Row(
            statement: "P8a", says: "Confirm the image parameters",
            rules: ["AG008"]),
        Row(
            statement: "P8b", says: "Read and tick the image-making commitment",
            rules: ["AG001"]),
        Row(
            statement: "P8c", says: "Read and tick the Huawei image disclaimer",
            rules: ["AG002"]),
        Row(
            statement: "P8d", says: "Submit",
            rules: ["LC016", "LC017"]),
        Row(
            statement: "P9", says: "Return to the private-image list and query the status",
            rules: ["LC001"]),
        Row(
            statement: "P10", says: "Status normal means creation is complete",
            rules: ["LC001", "WI007"]),
    ]

    @Test("Every statement of the document has rules that work", arguments: rows)
    func works(_ row: Row) async throws {
        #expect(!row.rules.isEmpty)
        for id in row.rules {
            let rule = try #require(RuleCatalogue.metadata(of: id), "\(id) is not in the catalogue")
            switch rule.coverage {
            case .checked: try Self.reports(id)
            case .service: try Self.explainsRefusals(rule)
            case .language, .planner, .engine, .notOffered:
                let witness = try #require(SeedWitnesses.all[id], "nothing shows that \(id) is kept")
                try await witness()
            }
        }
    }

    /// Its examples show it; they are tried on the sandbox, each by itself.
    private static func reports(_ id: String) throws {
        let rule = try #require(RuleCatalogue.examples.first { type(of: $0).metadata.id == id })
        #expect(
            !type(of: rule).violating.isEmpty && !type(of: rule).satisfying.isEmpty, "\(id) has no examples")
    }

    /// A refusal with each code of the rule is shown as its message, or as that of a rule of the same family where
    /// several share the code.
    private static func explainsRefusals(_ rule: RuleMetadata) throws {
        let codes = RuleCatalogue.serviceCodes(of: rule.id)
        #expect(!codes.isEmpty, "\(rule.id) has no code of the service")
        for code in codes {
            let error = ProviderError(
                retry: .never, category: .permission, service: "ims", operation: "POST", code: code.code,
                message: "no")
            let refusal = try #require(ServiceRefusal(error, at: Address(.image, "golden")), "\(code.code)")
            #expect(refusal.rule.id.prefix(2) == rule.id.prefix(2), "\(code.code)")
            for language in [Language.english, .chinese] {
                #expect(refusal.text(language).message.hasPrefix("\(refusal.rule.id): "), "\(code.code)")
            }
        }
    }
}
