import XimageCore
import XimagePlanning

struct ConsistencyLowered: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA011", name: "consistency-lowered", severity: .error, phases: [.validate, .plan],
        summary: "Consistency level",
        rationale: """
            `crash_consistent` (default) or `app_consistent`, only for server vaults of protect type \
            backup. It can be raised from crash to application later, never lowered. Vaults of other types \
            take no level.
            """,
        source: "CBR API consistent_level; Terraform provider 'cbr_vault'",
        english: RuleText(
            """
            {vault} cannot change its consistency level from {live} to {value}; it can only be raised \
            from crash to application consistency.
            """,
            fix: "Keep {live} or create a new vault."),
        chinese: RuleText(
            "存储库 {vault} 的一致性级别不能由 {live} 改为 {value}，只能由崩溃一致性提升为应用一致性。",
            fix: "请保持 {live} 或新建存储库。"))

    static let violating = [
        RuleExample("from application to crash consistency", at: "vault.main consistency") {
            $0.apply()
            $0.cloud("vault.main") { $0.attributes[.consistency] = "app" }
        }
    ]
    static let satisfying = [
        RuleExample("from crash to application consistency") {
            $0.apply()
            $0.set("vault.main", .consistency, "app")
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where !vault.isExisting {
            guard let old = vault.live?.attributes[.consistency].string,
                let new = vault.desired.attributes[.consistency].string
            else { continue }
            report.evaluated += 1
            guard old == "app", new == "crash" else { continue }
            report.violate(
                vault, at: .consistency,
                ["vault": "\(vault.address)", "live": "`\(old)`", "value": "`\(new)`"])
        }
    }
}
