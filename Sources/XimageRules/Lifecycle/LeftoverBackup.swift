import XimageCore
import XimagePlanning

struct LeftoverBackup: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC003", name: "leftover-backup", severity: .warning, phases: [.plan, .apply],
        title: Bilingual("Leftover backups", zh: "遗留备份"),
        headline: Bilingual("Failed image left a backup behind", zh: "制作失败的镜像遗留了备份"),
        rationale: Bilingual(
            """
            When a creation fails or the image is deleted early, intermediate backups can remain and are billed. \
            ximage names the backup, and `ximage clean` deletes it.
            """,
            zh: """
                制作失败或提前删除镜像时，中间备份可能遗留下来并计费。ximage 会指明该备份，`ximage clean` 可将其\
                删除。
                """),
        source: "IMS user guide 'Deleting images'; IMS API 'Error codes' (IMG.0176)",
        english: RuleText(
            "Creation of {image} left backup {backup} behind, which is billed.",
            fix: "After the image is deleted, delete the backup with `ximage clean` or in the backup service."
        ),
        chinese: RuleText(
            "制作 {image} 后遗留备份 {backup} 并会计费。",
            fix: "镜像删除后，请用 `ximage clean` 删除，或到云备份服务中删除。"))

    static let violating = [
        RuleExample(
            "an image that failed and left its backup",
            at: ["image.golden@1"],
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            faults: """
                faults:
                  - match: {operation: ListImages, times: 1}
                    status: 200
                    body: >-
                      {"images": [{"id": "84669bf3-ec4e-452f-8af8-8c9268d64a9e", "name": "shop-golden-g1",
                            "status": "killed",
                      "__whole_image": "true", "__backup_id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741"}]}
                  - match: {operation: ListImages}
                    status: 200
                    body: '{"images": []}'
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a finished image",
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an image that failed and left nothing",
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            faults: """
                faults:
                  - match: {operation: ListImages, times: 1}
                    status: 200
                    body: >-
                      {"images": [{"id": "84669bf3-ec4e-452f-8af8-8c9268d64a9e", "name": "shop-golden-g1",
                            "status": "killed",
                      "__whole_image": "true"}]}
                  - match: {operation: ListImages}
                    status: 200
                    body: '{"images": []}'
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .image && change.action == .delete {
            guard case .failedInCloud = change.reason, let id = change.id,
                case .image(let facts) = context.live[id]?.facts
            else { continue }
            if facts.backup != nil, let fact = context.refused("backups", in: change.region) {
                report.missing(fact)
                continue
            }
            report.evaluated += 1
            guard let backup = facts.backup.flatMap({ context.backups[$0] }) else { continue }
            report.violate(
                change.address, at: change.origin,
                ["image": "\(change.address)", "backup": "\(backup.id)"])
        }
    }
}
