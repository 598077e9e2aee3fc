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

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "the vault is frozen",
            at: ["image.golden | corp"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp, size: 500,
                      status: frozen}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "a locked vault grows",
            at: ["vault.main | main"],
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, status: lock}]}}",
            manifest: "vaults: {main: {size: 600 GiB}}"),
        RuleExample(
            "a frozen vault is removed",
            at: ["vault.main"],
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, status: frozen}]}}",
            manifest: """
                removed:
                  - {from: vault.main, action: delete, reason: closed}
                """),
        RuleExample(
            "the vault is frozen after the plan",
            at: ["image.golden | corp"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp,
                      size: 500}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """,
            during: """
                regions: {cn-north-4: {changes: [{vault: vault-corp, status: frozen}]}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the vault is available",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp,
                      size: 500}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "the vault is created by the same plan",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a locked vault only gets a tag",
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, status: lock}]}}",
            manifest: "vaults: {main: {size: 500 GiB, tags: {team: shop}}}"),
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
