import XimageCore
import XimagePlanning

struct PrepaidVaultDeleted: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "VA017", name: "prepaid-vault-deleted", severity: .error, phases: [.plan],
        summary: "Yearly/monthly vaults cannot be deleted by API",
        rationale: """
            Prepaid vaults are unsubscribed through billing, and cannot expand automatically. The tool \
            reports that the vault remains.
            """,
        source: "CBR API 'Deleting a vault'",
        english: RuleText(
            "{vault} is prepaid and cannot be deleted here.",
            fix: "Unsubscribe it in the billing centre and then remove it from the manifest."),
        chinese: RuleText(
            "存储库 {vault} 为包年/包月，无法在此删除。",
            fix: "请在费用中心退订后再从清单移除。"))

    static let violating = [
        RuleExample("a prepaid vault is removed", at: "vault.main") {
            $0.apply()
            $0.vault("vault.main") { $0.isPrepaid = true }
            $0.removeAll()
        }
    ]
    static let satisfying = [
        RuleExample("a vault that is paid by use is removed") {
            $0.apply()
            $0.removeAll()
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .vault && change.destroys {
            guard let id = change.id, case .vault(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            guard facts.isPrepaid else { continue }
            report.violate(change.address, at: change.origin, ["vault": "\(change.address)"])
        }
    }
}
