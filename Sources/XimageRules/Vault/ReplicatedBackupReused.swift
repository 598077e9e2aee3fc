import XimageCore
import XimagePlanning

struct ReplicatedBackupReused: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA034", name: "replicated-backup-reused", severity: .error, phases: [.plan],
        title: Bilingual("Uses of a replicated backup", zh: "复制副本的用途"),
        headline: Bilingual("Backup to be replicated is itself a replica", zh: "待复制的备份是复制副本"),
        rationale: Bilingual(
            """
            A backup that arrived by replication can be used to create an image; it can neither be restored \
            to a server nor be replicated again.
            """,
            zh: "通过复制得到的备份可以用于创建镜像；不能恢复到云服务器，也不能再次复制。"),
        source: "CBR user guide 'Replicating a backup across regions'",
        english: RuleText(
            "Backup {backup} is itself a replica and cannot be replicated again.",
            fix: "Replicate the original backup from {region}."),
        chinese: RuleText(
            "备份 {backup} 本身是复制副本，不能再次复制。",
            fix: "请从 {region} 复制原始备份。"))

    static let violating = [
        RuleExample(
            "a replica becomes an image that is copied on",
            at: ["copy.golden.south | south"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults:
                  backups: {existing: {name: backups}}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                images:
                  golden:
                    from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}
                    vault: backups
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"backups": [{"id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "status": "available",
                            "vault_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c",
                      "image_type": "replication", "replication_records": [{"source_region": "cn-east-3"}]}]}
                """,
            accepted: "the fault changes the list that the plan reads, not the backup")
    ]
    static let satisfying = [
        RuleExample(
            "an original backup becomes an image that is copied",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults:
                  backups: {existing: {name: backups}}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                images:
                  golden:
                    from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}
                    vault: backups
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "a replica becomes an image",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"backups": [{"id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "status": "available",
                            "vault_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c",
                      "image_type": "replication", "replication_records": [{"source_region": "cn-east-3"}]}]}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            guard let id = context.image(work)?.desired.attributes[.sourceBackup].string else { continue }
            if let fact = context.refused("backups", in: work.source) {
                report.missing(fact)
                continue
            }
            guard let backup = context.backups[id] else { continue }
            report.evaluated += 1
            guard backup.isReplica else { continue }
            report.violate(
                context.copy(work),
                [
                    "backup": "\(id)",
                    "region": backup.sourceRegion.map { "\($0)" } ?? RuleArgument("its region", zh: "原区域"),
                ])
        }
    }
}
