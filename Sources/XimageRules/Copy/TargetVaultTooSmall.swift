import XimageCore
import XimagePlanning

struct TargetVaultTooSmall: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP007", name: "target-vault-too-small", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Capacity of the target vault", zh: "目标存储库容量"),
        headline: Bilingual("Target vault is too small", zh: "目标存储库容量不足"),
        rationale: Bilingual(
            """
            Free capacity of the target vault must cover the replica (up to the size of the backup's disks).
            """,
            zh: "目标存储库的剩余容量必须能容纳副本（最多为备份中磁盘的总容量）。"),
        source: "CBR API 'Error codes' (BackupService.6129)",
        english: RuleText(
            "{vault} in {region} has {free} GiB free, {copy} may need {need} GiB.",
            fix: "Enlarge it before replicating."),
        chinese: RuleText(
            "{region} 的存储库 {vault} 剩余 {free} GiB，复制 {copy} 最多需要 {need} GiB。",
            fix: "请先扩容。"))

    static let about = ["copy.targetVault"]

    static let violating = [
        RuleExample(
            "a vault smaller than the image",
            at: ["copy.golden.south | dr"],
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 100 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "a vault that is nearly full",
            at: ["copy.golden.south | dr"],
            world: """
                regions: {cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication, used: 480}]}}
                """,
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "a second copy into a vault with space for one",
            at: ["copy.golden.south | dr"],
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 60 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  billing:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  billing:
                    from: {server: billing}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "enough space for the copy",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 140 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "enough space for both copies",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 80 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  billing:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  billing:
                    from: {server: billing}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
    ]

    /// Reported once for each vault, at the first copy that no longer fits.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        var taken: [RuleArgument: Int] = [:]
        var reported: Set<RuleArgument> = []
        for work in context.copies where work.isMade {
            guard let target = work.target, let free = freeGiB(work, context), let size = context.size(work)
            else { continue }
            report.evaluated += 1
            let copy = context.copy(work)
            let vault = context.vaultName(work)
            let need = taken[vault, default: 0] + size
            taken[vault] = need
            guard need > free, reported.insert(vault).inserted else { continue }
            report.violate(
                copy, at: .targetVault,
                [
                    "vault": vault, "region": "\(target)", "free": "\(free)", "copy": "\(copy.address)",
                    "need": "\(need)",
                ])
        }
    }

    /// `nil` when it is not known, or grows by itself.
    private func freeGiB(_ work: RuleContext.CopyWork, _ context: RuleContext) -> Int? {
        let declared = work.vault.map { context.subjects(.vault)[$0] }
        let live = work.liveVault.flatMap { context.live[$0] }
        if declared?.desired.attributes[.autoExpand].bool ?? live?.attributes[.autoExpand].bool ?? false {
            return nil
        }
        guard let size = declared?.desired.attributes[.size].int ?? live?.attributes[.size].int else {
            return nil
        }
        guard case .vault(let facts) = live?.facts else { return size }
        return facts.usedMiB.map { max(0, size - ($0 + 1023) / 1024) }
    }
}
