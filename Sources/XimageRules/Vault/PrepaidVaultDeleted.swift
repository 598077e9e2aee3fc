import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let prepaidVaultDeleted = RuleMetadata(
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
            fix: "请在费用中心退订后再从清单移除。"),
        coverage: .awaitingFacts(
            "The charging mode of vaults is not read yet."))
}
