import XimageCore
import XimagePlanning

struct BackupOutlivesImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI016", name: "backup-outlives-image", severity: .info, phases: [.plan, .apply],
        title: Bilingual("Backup of a deleted image", zh: "被删除镜像的备份"),
        headline: Bilingual("Backup remains after the image is deleted", zh: "删除镜像后备份仍保留"),
        rationale: Bilingual(
            """
            The backup behind a whole image survives the deletion and is still billed. It must be deleted \
            separately in the backup service. Newer API versions accept a flag that deletes the backup too; \
            ximage sends it explicitly, false by default, and shows backup deletion as its own plan step.
            """,
            zh: """
                删除整机镜像后，其依赖的备份仍然保留并继续计费。需要在备份服务中单独删除。较新的 API 版本支持同\
                时删除备份的参数；ximage 会显式发送该参数，默认为 false，并把删除备份作为计划中单独的一步。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios; IMS API 'Deleting an \
            image', field delete_backup
            """,
        unconfirmed: Bilingual(
            "what the service does when delete_backup is omitted",
            zh: "省略 delete_backup 时云服务的行为"),
        english: RuleText(
            """
            Deleting {image} does not delete server backup {backup}, which stays in the vault and is \
            still billed.
            """,
            fix: """
                Set `retention.deleteBackups: true` to have the plan remove it as a separate step, or \
                delete it in the backup service.
                """),
        chinese: RuleText(
            "删除整机镜像 {image} 不会删除云服务器备份 {backup}，该备份仍占用存储库并计费。",
            fix: "如需一并清理，请设置 `retention.deleteBackups: true`（单独一步），或到云备份服务中删除。"))

    static let violating = [
        RuleExample(
            "an image is deleted",
            at: ["image.golden@1"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
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
                """),
        RuleExample(
            "retention deletes the older image",
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
                images: {golden: {from: {server: web}, vault: main, revision: "2", retention: {keep: 1}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "no image is deleted",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
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
            "the backup is deleted with its image",
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
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .image && change.action == .delete {
            guard let id = change.id, case .image(let facts) = context.live[id]?.facts,
                let backup = facts.backup
            else { continue }
            report.evaluated += 1
            // Backups that outlive their images by `keepBackups` were asked for.
            guard !change.takesBackup, !context.releasesBackups(change.address.series) else { continue }
            report.violate(
                change.address, at: change.origin, ["image": "\(change.address)", "backup": "\(backup)"])
        }
    }
}
