import XimageCore
import XimagePlanning

struct ReplicaCopiedAgain: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP004", name: "replica-copied-again", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Replication of a replica", zh: "副本的再次复制"),
        headline: Bilingual("Copy starts from a replica", zh: "复制的源镜像本身是副本"),
        rationale: Bilingual(
            """
            A whole image that is itself the result of a replication cannot be replicated onward. Every copy \
            must start from the original image; chains of copies in the manifest are refused. Recent \
            documentation and the backup service state this restriction.
            """,
            zh: """
                本身由复制得到的整机镜像不能继续复制。每个复制都必须以原始镜像为源；\
                清单中的链式复制会被拒绝。近期的文档和云备份服务均有此限制。
                """),
        source: """
            IMS user guide (international site, 2026) 'Constraints'; CBR user guide 'Replicating a backup'; \
            CBR API 'Error codes' (BackupService.1001-1009, 1012, 1013)
            """,
        english: RuleText(
            "{copy} starts from {image}, which is itself a replica and cannot be replicated again.",
            fix: "Point it at the original image {origin} in {region}."),
        chinese: RuleText(
            "复制 {copy} 的源 {image} 本身是复制副本，不能再次复制。",
            fix: "请改为引用 {region} 的原始镜像 {origin}。"))

    static let violating = [
        RuleExample(
            "an image that arrived from another region",
            at: ["copy.golden.south | south"],
            world: """
                regions:
                  cn-north-4: {vaults: [{name: backups, size: 500}]}
                  cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication}]}
                """,
            before: """
                vaults:
                  main: {existing: {name: backups}}
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
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
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
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "58effd1e-f655-4760-8ba0-f7fe7fa31d43",
                            "status": "available",
                      "resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_az": "cn-north-4a",
                      "vault_id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                      "image_type": "replication", "replication_records": [{"source_region": "cn-east-3"}],
                      "extend_info": {"supported_restore_mode": "backup"}}]}
                """,
            accepted: "the fault changes the list that the plan reads, not the backup")
    ]
    static let satisfying = [
        RuleExample(
            "an image that was created here",
            world: """
                regions:
                  cn-north-4: {vaults: [{name: backups, size: 500}]}
                  cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication}]}
                """,
            before: """
                vaults:
                  main: {existing: {name: backups}}
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
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
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
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            report.evaluated += 1
            let copy = context.copy(work)
            guard let backup = context.sourceBackup(work), backup.isReplica else { continue }
            report.violate(
                copy,
                [
                    "copy": "\(copy.address)", "image": "\(work.imageAddress)",
                    "origin": RuleArgument("it came from", zh: "（来源）"),
                    "region": backup.sourceRegion.map { "\($0)" } ?? RuleArgument("its region", zh: "原区域"),
                ])
        }
    }
}
