import XimageCore
import XimagePlanning

struct UndeletableBackup: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "VA033", name: "undeletable-backup", severity: .error, phases: [.plan, .serverSide],
        title: Bilingual("Backup states that allow deletion", zh: "可删除的备份状态"),
        headline: Bilingual("Backup cannot be deleted in its state", zh: "备份在当前状态下不能删除"),
        rationale: Bilingual(
            """
            Only `available` and `error` backups can be deleted. In a locked vault policy backups wait for \
            expiry.
            """,
            zh: """
                只有 `available` 和 `error` 状态的备份可以删除。在已锁定的存储库中，\
                由策略创建的备份要等到到期。
                """),
        source: "CBR API 'Deleting a backup'",
        english: RuleText(
            "Backup {backup} is in state {status} and cannot be deleted now.",
            fix: "Try again when it is available."),
        chinese: RuleText(
            "备份 {backup} 当前状态为 {status}，暂不能删除。",
            fix: "请在其可用后重试。"))

    static let violating = [
        RuleExample(
            "a backup that is being restored is deleted with its image",
            at: ["image.golden@1"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, revision: "2", retention: {keep: 1,
                      deleteBackups: true}}}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: '{"backups": [{"id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741", "status": "restoring"}]}'
                """,
            accepted: "the fault changes the list that the plan reads, not the backup")
    ]
    static let satisfying = [
        RuleExample(
            "an available backup is deleted with its image",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, revision: "2", retention: {keep: 1,
                      deleteBackups: true}}}
                """),
        RuleExample(
            "the backup stays",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: image.golden, action: delete, reason: closed}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: '{"backups": [{"id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741", "status": "restoring"}]}'
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.takesBackup {
            guard let id = change.id, case .image(let facts) = context.live[id]?.facts,
                let backupID = facts.backup
            else { continue }
            if let fact = context.refused("backups", in: change.region) {
                report.missing(fact)
                continue
            }
            guard let backup = context.backups[backupID] else { continue }
            report.evaluated += 1
            guard !backup.isSettled else { continue }
            report.violate(
                change.address, at: change.origin,
                ["backup": "\(backup.id)", "status": "`\(backup.status)`"])
        }
    }
}
