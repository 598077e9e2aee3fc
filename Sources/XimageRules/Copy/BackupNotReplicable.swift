import XimageCore
import XimagePlanning

struct BackupNotReplicable: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP015", name: "backup-not-replicable", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Backup to replicate", zh: "待复制的备份"),
        headline: Bilingual("Backup behind the image cannot be replicated", zh: "镜像所依赖的备份不能复制"),
        rationale: Bilingual(
            """
            The backup must be available, created from an ECS, contain the system disk as chosen by the \
            service (a user-designated system disk is refused), and not be in the middle of another \
            replication.
            """,
            zh: """
                备份必须可用，由弹性云服务器生成，包含由服务选定的系统盘（用户指定的系统盘会被拒绝），\
                并且没有正在进行的其他复制。
                """),
        source: "CBR API 'Error codes' (BackupService.1001-1009, 1012, 1013, 6128, 6130)",
        english: RuleText(
            "The backup of {image} cannot be replicated: {reason}.",
            fix: "Wait for a running operation to end, or rebuild the image and replicate the new one."),
        chinese: RuleText(
            "{image} 的备份不能复制：{reason}。",
            fix: "请等待正在进行的操作结束，或重新制作镜像后再复制。"))

    static let violating = [
        RuleExample(
            "a backup in state error",
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
                      {"count": 1, "backups": [{"id": "58effd1e-f655-4760-8ba0-f7fe7fa31d43", "status": "error",
                      "resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_az": "cn-north-4a",
                      "vault_id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                      "extend_info": {"supported_restore_mode": "backup"}}]}
                """,
            accepted: "the fault changes the list that the plan reads, not the backup"),
        RuleExample(
            "a backup without the system disk",
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
                      "extend_info": {"supported_restore_mode": "backup", "contain_system_disk": false}}]}
                """,
            accepted: "the fault changes the list that the plan reads, not the backup"),
    ]
    static let satisfying = [
        RuleExample(
            "an available backup with the system disk",
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
            guard let backup = context.sourceBackup(work) else {
                if context.isOnline { report.deferred += 1 }
                continue
            }
            report.evaluated += 1
            guard let reason = problem(backup, context) else { continue }
            report.violate(context.copy(work), ["image": "\(work.imageAddress)", "reason": reason])
        }
    }

    private func problem(_ backup: LiveBackup, _ context: RuleContext) -> RuleArgument? {
        if !backup.containsSystemDisk {
            return RuleArgument("it does not contain the system disk", zh: "不包含系统盘")
        }
        // What is under way ends by itself; the step waits for it.
        let waits = ["protecting", "waiting_protect", "restoring", "waiting_restore"].contains(backup.status)
        guard backup.status != "available", context.isAtStep || !waits else { return nil }
        return RuleArgument("its state is `\(backup.status)`", zh: "状态为 `\(backup.status)`")
    }
}
