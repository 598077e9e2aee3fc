import XimageCore
import XimagePlanning

struct VaultNotAvailable: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA004", name: "vault-not-available", severity: .error, phases: [.plan, .apply],
        summary: "Vault state",
        rationale: """
            To make a server image the vault must be `available`. Images from existing backups can be made \
            in `available` or `lock` vaults. `frozen`, `deleting` and `error` are refused.
            """,
        source: "CBR API vault status; IMG.0188; BackupService.6112, 6113",
        english: RuleText(
            "{vault} is in state {status}; it must be available to create {image}.",
            fix: "Wait, renew, or choose another vault."),
        chinese: RuleText(
            "存储库 {vault} 状态为 {status}，创建 {image} 需要其可用。",
            fix: "请等待、续费或更换存储库。"))

    static let violating = [
        RuleExample("the vault is frozen", at: "image.golden vault") {
            $0.useExistingVault()
            $0.cloud("vault.corp") { $0.status = "frozen" }
        }
    ]
    static let satisfying = [
        RuleExample("the vault is available") { $0.useExistingVault() },
        RuleExample("the vault is made by the same plan") { _ in },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let vault = context.liveVault(capture) else {
                if context.vault(capture)?.isNew ?? false { report.deferred += 1 }
                continue
            }
            report.evaluated += 1
            guard vault.status != "available", !vault.status.isEmpty else { continue }
            let image = context.image(capture)
            report.violate(
                image, at: .vault,
                [
                    "vault": "\(context.vaultName(capture))", "status": "`\(vault.status)`",
                    "image": "\(image.address)",
                ])
        }
    }
}
