import XimageCore
import XimagePlanning

struct VaultTooSmall: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA005", name: "vault-too-small", severity: .error, phases: [.validate, .plan, .apply],
        title: Bilingual("Vault capacity", zh: "存储库容量"),
        headline: Bilingual("Vault is too small", zh: "存储库容量不足"),
        rationale: Bilingual(
            """
            The total size of all disks of all bound servers, including the one being added, must not exceed \
            the vault's capacity (disks excluded by the binding do not count). Checked offline when all \
            sizes are declared.
            """,
            zh: """
                所有已绑定云服务器（包括将要加入的云服务器）的全部磁盘的总容量不能超过存储库的容量（绑定时排\
                除的磁盘不计算在内）。所有容量都已声明时可离线检查。
                """),
        source: """
            CBR user guide 'Associating a resource with the vault'; IMS API 'Error codes' (IMG.0182); CBR \
            API 'Error codes' (BackupService.6101)
            """,
        english: RuleText(
            "{vault} has {size} GiB but the servers bound to it add up to {need} GiB.",
            fix: "Enlarge the vault to at least {need} GiB or turn on auto-expansion."),
        chinese: RuleText(
            "存储库 {vault} 容量为 {size} GiB，其绑定云服务器磁盘合计 {need} GiB。",
            fix: "请扩容到至少 {need} GiB 或开启自动扩容。"))

    static let about = ["vault.size"]

    static let violating = [
        RuleExample(
            "a vault smaller than the server",
            at: ["vault.main | 100 GiB"],
            manifest: """
                vaults: {main: {size: 100 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "the same from the manifests alone",
            at: ["vault.main | 100 GiB"],
            manifest: """
                vaults: {main: {size: 100 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "an existing vault that is nearly allotted",
            at: ["vault.corp | corp"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod, dataDisks: [{size: 400}]}, {name: web-prod,
                        dataDisks: [{size: 50}]}],
                  vaults: [{name: vault-corp, size: 500, servers: [billing-prod]}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {web: {existing: {name: web-prod}}}
                images: {golden: {from: {server: web}, vault: corp}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "enough capacity for all",
            manifest: """
                vaults: {main: {size: 140 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a small vault that expands by itself",
            manifest: """
                vaults: {main: {size: 100 GiB, autoExpand: true}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "the server is bound already",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod, dataDisks: [{size: 400}]}],
                  vaults: [{name: vault-corp, size: 450, servers: [billing-prod]}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for load in context.vaultLoads() {
            let vault = context.subjects(.vault)[load.vault]
            report.evaluated += 1
            guard let size = load.sizeGiB, !load.expands, load.boundGiB > size else { continue }
            report.violate(
                vault, at: .size,
                ["vault": "\(vault.address)", "size": "\(size)", "need": "\(load.boundGiB)"],
                remark: RuleArgument("\(load.boundGiB) GiB are needed", zh: "需要 \(load.boundGiB) GiB"))
        }
    }
}
