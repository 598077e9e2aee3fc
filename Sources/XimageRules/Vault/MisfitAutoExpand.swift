import XimageCore
import XimagePlanning

struct MisfitAutoExpand: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA013", name: "misfit-auto-expand", severity: .error, phases: [.validate, .plan],
        summary: "Automatic expansion",
        rationale: """
            auto_expand is allowed only for pay-per-use vaults with protect type backup. It raises \
            capacity to 1.25 times when needed, and does not help a vault that is already full when it is \
            turned on.
            """,
        source: "CBR API auto_expand; Terraform provider 'cbr_vault'",
        english: RuleText(
            """
            {vault} is {charging}/{protect}; automatic expansion exists only for pay-per-use backup \
            vaults.
            """,
            fix: "Remove automatic expansion or change the charging mode."),
        chinese: RuleText(
            "存储库 {vault} 为 {charging}/{protect}，仅按需计费的备份存储库支持自动扩容。",
            fix: "请去掉自动扩容或更改计费模式。"))

    static let violating = [
        RuleExample("a replication vault that shall expand", at: "vault.main autoExpand") {
            $0.set("vault.main", .purpose, "replication")
        },
        RuleExample("a prepaid vault that shall expand", at: "vault.main autoExpand") {
            $0.set("vault.main", .autoExpand, false)
            $0.apply()
            $0.vault("vault.main") { $0.isPrepaid = true }
            $0.set("vault.main", .autoExpand, true)
        },
    ]
    static let satisfying = [RuleExample("a backup vault that shall expand") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where !vault.isExisting {
            guard vault.desired.attributes[.autoExpand].bool == true else { continue }
            report.evaluated += 1
            let isReplication = vault.desired.attributes[.purpose].string == "replication"
            let isPrepaid =
                if case .vault(let facts) = vault.live?.facts { facts.isPrepaid } else { false }
            guard isReplication || isPrepaid && vault.changes(.autoExpand) else { continue }
            report.violate(
                vault, at: .autoExpand,
                [
                    "vault": "\(vault.address)",
                    "charging": isPrepaid
                        ? RuleArgument("prepaid", zh: "包年/包月") : RuleArgument("pay-per-use", zh: "按需计费"),
                    "protect": isReplication ? "replication" : "backup",
                ])
        }
    }
}
