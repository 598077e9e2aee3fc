import XimageCore
import XimagePlanning

struct LockedVaultChanged: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "VA014", name: "locked-vault-changed", severity: .error, phases: [.plan],
        title: Bilingual("Locked vault", zh: "锁定的存储库"),
        headline: Bilingual("Vault to be deleted is locked", zh: "待删除的存储库已锁定"),
        rationale: Bilingual(
            """
            Locking (write once, read many) cannot be undone. In a locked vault bound servers cannot be \
            unbound or migrated, and policy-created backups are deleted only on expiry; manual ones can still \
            be deleted.
            """,
            zh: """
                锁定（一次写入、多次读取）无法撤销。在已锁定的存储库中，已绑定的云服务器不能解绑或迁移，\
                由策略创建的备份只在到期时删除；手动备份仍可删除。
                """),
        source: "CBR user guide 'Locking a vault'",
        english: RuleText(
            "{vault} is locked, so it cannot be {action}.",
            fix: "Keep the vault in the manifest."),
        chinese: RuleText(
            "存储库 {vault} 已锁定，无法执行“{action}”。",
            fix: "请在清单中保留该存储库。"))

    static let violating = [
        RuleExample(
            "a locked vault with backups is removed",
            at: ["vault.main"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, locked: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: vault.main, action: delete, reason: closed}
                  - {from: image.golden, action: delete, reason: closed}
                """,
            accepted: "The sandbox does not refuse the deletion of a locked vault.")
    ]
    static let satisfying = [
        RuleExample(
            "a locked vault grows",
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, locked: true}]}}",
            manifest: "vaults: {main: {size: 600 GiB}}"),
        RuleExample(
            "a locked vault is forgotten",
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, locked: true}]}}",
            manifest: "removed: [{from: vault.main, action: forget, reason: handed over}]"),
        RuleExample(
            "a vault that is not locked is removed",
            before: "vaults: {main: {size: 500 GiB}}",
            manifest: """
                removed:
                  - {from: vault.main, action: delete, reason: closed}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .vault && change.id != nil {
            guard let id = change.id, case .vault(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            // One that certainly holds nothing may go.
            guard facts.isLocked, change.destroys, facts.usedMiB != 0 else { continue }
            report.violate(
                change.address, at: change.origin,
                ["vault": "\(change.address)", "action": RuleArgument("deleted", zh: "删除")])
        }
    }
}
