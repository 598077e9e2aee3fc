import XimageCore
import XimagePlanning

struct PrepaidVaultDeleted: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "VA017", name: "prepaid-vault-deleted", severity: .error, phases: [.plan],
        title: Bilingual("Prepaid vault", zh: "包年/包月存储库"),
        headline: Bilingual(
            "Vault to be deleted or resized is prepaid",
            zh: "待删除或调整容量的存储库为包年/包月"),
        rationale: Bilingual(
            """
            Prepaid vaults are resized and unsubscribed through billing, and cannot expand automatically. \
            ximage reports that the vault remains.
            """,
            zh: "包年/包月存储库通过费用中心调整容量和退订，且不能自动扩容。ximage 会报告该存储库仍然保留。"),
        source: "CBR API 'Deleting a vault'",
        english: RuleText(
            "{vault} is prepaid and cannot be {action} here.",
            fix: "Do that in the billing centre, then bring the manifest in line with it."),
        chinese: RuleText(
            "存储库 {vault} 为包年/包月，无法在此{action}。",
            fix: "请在费用中心完成操作，再相应修改清单。"))

    static let violating = [
        RuleExample(
            "a prepaid vault is removed",
            at: ["vault.main"],
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, prepaid: true}]}}",
            manifest: """
                removed:
                  - {from: vault.main, action: delete, reason: closed}
                """),
        RuleExample(
            "a prepaid vault grows",
            at: ["vault.main | main"],
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, prepaid: true}]}}",
            manifest: "vaults: {main: {size: 600 GiB}}"),
    ]
    static let satisfying = [
        RuleExample(
            "a vault that is paid by use is removed",
            before: "vaults: {main: {size: 500 GiB}}",
            manifest: """
                removed:
                  - {from: vault.main, action: delete, reason: closed}
                """),
        RuleExample(
            "a prepaid vault is renamed",
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, prepaid: true}]}}",
            manifest: "vaults: {main: {size: 500 GiB, name: shop-images}}"),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .vault {
            let isResized = change.action == .update && change.differences.contains(.size)
            guard change.destroys || isResized else { continue }
            guard let id = change.id, case .vault(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            guard facts.isPrepaid else { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "vault": "\(change.address)",
                    "action": isResized
                        ? RuleArgument("resized", zh: "扩容") : RuleArgument("deleted", zh: "删除"),
                ])
        }
    }
}
