import XimageCore
import XimagePlanning

struct MisfitTargetVault: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .misfitTargetVault, name: "misfit-target-vault", severity: .error,
        phases: [.validate, .plan, .apply],
        rationale: Bilingual(
            """
            The vault must be in the target region, hold servers, have protect type `replication`, and be \
            available and not locked against it.
            """,
            zh: """
                存储库必须位于目标区域，用于云服务器，保护类型为 `replication`，状态可用，\
                并且没有被锁定而拒绝接收复制。
                """),
        source: """
            IMS API 'Replicating an image across regions', field vault_id; IMS API 'Error codes' (IMG.0189); \
            CBR API 'Error codes' (BackupService.6119, 6120)
            """)

    static let about = ["copy.targetVault"]

    static let violating = [
        RuleExample(
            "an existing vault for backups",
            at: ["copy.golden.south | dr"],
            world: "regions: {cn-south-1: {vaults: [{name: backups, size: 500}]}}",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, existing: {name: backups}}
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
            "an existing vault for disks",
            at: ["copy.golden.south | dr"],
            world: """
                regions: {cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication,
                      objectType: disk}]}}
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
            "a vault that is frozen after the plan",
            at: ["copy.golden.south | dr"],
            world: """
                regions: {cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication}]}}
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
                """,
            during: "regions: {cn-south-1: {changes: [{vault: replicas, status: frozen}]}}"),
    ]
    static let satisfying = [
        RuleExample(
            "a new replication vault in the target region",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
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
            "an existing replication vault in the target region",
            world: """
                regions: {cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication}]}}
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
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            guard let target = work.target, work.vaultAddress != nil || work.liveVault != nil else {
                continue
            }
            report.evaluated += 1
            let copy = context.copy(work)
            guard let reason = problem(work, target, context) else { continue }
            report.violate(
                copy, at: .targetVault,
                [
                    "vault": "\(context.vaultName(work))", "copy": "\(copy.address)", "reason": reason,
                    "region": "\(target)",
                ])
        }
    }

    private func problem(
        _ work: RuleContext.CopyWork, _ target: Region, _ context: RuleContext
    ) -> RuleArgument? {
        let declared = work.vault.map { context.subjects(.vault)[$0] }
        let live = work.liveVault.flatMap { context.live[$0] }
        if let region = declared?.desired.region ?? live?.region, region != target {
            return .region(region)
        }
        let purpose =
            live?.attributes[.purpose].string
            ?? (declared?.isExisting == false
                ? declared?.desired.attributes[.purpose].string ?? "backup" : nil)
        if let purpose, purpose != "replication" {
            return .purpose(purpose)
        }
        guard let live, case .vault(let facts) = live.facts else { return nil }
        if !facts.objectType.isEmpty, facts.objectType != "server" {
            return RuleArgument("it is for \(facts.objectType)s", zh: "对象类型为 \(facts.objectType)")
        }
        if ["frozen", "lock", "error", "deleting"].contains(live.status) {
            return RuleArgument("its state is `\(live.status)`", zh: "状态为 `\(live.status)`")
        }
        return nil
    }
}
