import XimageCore
import XimagePlanning

struct VaultNotAvailable: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA004", name: "vault-not-available", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Vault state", zh: "存储库状态"),
        headline: Bilingual("Vault is not available", zh: "存储库不可用"),
        rationale: Bilingual(
            """
            To create a server image the vault must be `available`. Images from existing backups can be \
            created in `available` or `lock` vaults. `frozen`, `deleting` and `error` are refused. The same \
            state is needed to change a vault; one in `error` can be deleted.
            """,
            zh: """
                制作云服务器的镜像时，存储库必须为 `available`。用已有备份创建镜像时，\
                存储库可以为 `available` 或 `lock`。`frozen`、`deleting` 和 `error` 会被拒绝。\
                修改存储库也要求同样的状态；处于 `error` 的存储库可以删除。
                """),
        source: """
            CBR API 'Querying a vault', field status; IMS API 'Error codes' (IMG.0188); CBR API 'Error \
            codes' (BackupService.6112, 6113)
            """,
        english: RuleText(
            "{vault} is in state {status}; it must be available {purpose}.",
            fix: "Wait, renew, or choose another vault."),
        chinese: RuleText(
            "存储库 {vault} 状态为 {status}，{purpose}需要其可用。",
            fix: "请等待、续费或更换存储库。"))

    static let violating = [
        RuleExample("the vault is frozen", at: "image.golden vault") {
            $0.useExistingVault()
            $0.cloud("vault.corp") { $0.status = "frozen" }
        },
        RuleExample("a locked vault grows", at: "vault.main") {
            $0.apply()
            $0.cloud("vault.main") { $0.status = "lock" }
            $0.set("vault.main", .size, 600)
        },
    ]
    static let satisfying = [
        RuleExample("the vault is available") { $0.useExistingVault() },
        RuleExample("the vault is created by the same plan") { _ in },
    ]

    /// What is done to a vault, and the states in which the service does it. Tags are set in any state.
    private static func asked(_ change: Change) -> (RuleArgument, Set<String>)? {
        if change.destroys {
            return (RuleArgument("to be deleted", zh: "删除"), ["available", "error", "deleting"])
        }
        guard change.action == .update, change.differences.contains(where: { $0 != .tags }) else {
            return nil
        }
        return (RuleArgument("to be changed", zh: "更改"), ["available"])
    }

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
                    "purpose": RuleArgument("to create \(image.address)", zh: "创建 \(image.address) "),
                ])
        }
        for change in context.changes where change.address.kind == .vault {
            guard let vault = change.id.flatMap({ context.live[$0] }), !vault.status.isEmpty,
                let (purpose, states) = Self.asked(change)
            else { continue }
            report.evaluated += 1
            guard !states.contains(vault.status) else { continue }
            report.violate(
                change.address, at: change.origin,
                ["vault": "\(change.address)", "status": "`\(vault.status)`", "purpose": purpose])
        }
    }
}
