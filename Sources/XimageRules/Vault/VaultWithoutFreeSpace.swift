import XimageCore
import XimagePlanning

struct VaultWithoutFreeSpace: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA006", name: "vault-without-free-space", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Free space of the vault", zh: "存储库剩余空间"),
        headline: Bilingual("Vault has too little free space", zh: "存储库剩余空间不足"),
        rationale: Bilingual(
            """
            Used space plus the estimated backup must fit. The first backup of a server is full (up to the \
            provisioned size); later ones are incremental. Block-level backup may be larger than the file \
            data. A vault used beyond its capacity cannot take backups until it is enlarged.
            """,
            zh: """
                已用空间加上预计的备份大小不能超出存储库容量。云服务器的第一个备份为全量备份（最大为磁盘的配\
                置容量），之后的备份为增量备份。块级备份可能大于文件数据。已用空间超出容量的存储库在扩容前不\
                能再备份。
                """),
        source: "CBR FAQ on vault capacity; CBR API 'Error codes' (BackupService.6101, 6114)",
        unconfirmed: Bilingual(
            "how much a later backup holds, for which a twentieth of the disks is taken",
            zh: "后续备份的大小，此处按云硬盘容量的二十分之一估算"),
        english: RuleText(
            "{vault} has {free} GiB free; the backup for {image} may need up to {need} GiB.",
            fix: "Enlarge the vault or delete backups you no longer need."),
        chinese: RuleText(
            "存储库 {vault} 剩余 {free} GiB，{image} 的备份最多可能需要 {need} GiB。",
            fix: "请扩容或删除不再需要的备份。"))

    static let violating = [
        RuleExample(
            "old backups fill the vault",
            at: ["vault.corp | corp"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod, dataDisks: [{size: 200}]}],
                  vaults: [{name: vault-corp, size: 500, used: 400}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "a server that is in the vault and was never backed up",
            at: ["vault.corp | corp"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod, dataDisks: [{size: 200}]}],
                  vaults: [{name: vault-corp, size: 500, used: 300, servers: [billing-prod]}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "the vault is used beyond its size",
            at: ["vault.corp | corp"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod, dataDisks: [{size: 200}]}],
                  vaults: [{name: vault-corp, size: 500, used: 510, servers: [billing-prod]}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "an empty vault",
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
            "a full vault that expands by itself",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod, dataDisks: [{size: 200}]}],
                  vaults: [{name: vault-corp, size: 500, used: 400, autoExpand: true}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "a further backup of a server that was backed up there before",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod, dataDisks: [{size: 200}]}],
                  vaults: [{name: vault-corp, size: 500, used: 150, servers: [billing-prod]}],
                  images: [{name: billing-old, server: billing-prod, vault: vault-corp}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for load in context.vaultLoads() where load.firstImage != nil {
            let vault = context.subjects(.vault)[load.vault]
            report.evaluated += 1
            // A vault that is too small for the disks themselves is VA005.
            guard let size = load.sizeGiB, !load.expands, load.boundGiB <= size, let first = load.firstImage
            else {
                continue
            }
            let freeGiB = (size * 1024 - load.usedMiB) / 1024
            let needGiB = load.newGiB + load.laterGiB
            guard needGiB > freeGiB || load.usedMiB > size * 1024 else { continue }
            report.violate(
                vault, at: .size,
                [
                    "vault": "\(vault.address)", "free": "\(max(0, freeGiB))",
                    "image": "\(context.image(context.captures[first]).address)", "need": "\(needGiB)",
                ],
                remark: RuleArgument("\(max(0, freeGiB)) GiB free", zh: "剩余 \(max(0, freeGiB)) GiB"))
        }
    }
}
