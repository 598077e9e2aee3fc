import XimageCore
import XimagePlanning

struct EarlySourceRemoval: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV009", name: "early-source-removal", severity: .error, phases: [.validate, .plan],
        acknowledgement: "early-source-removal",
        title: Bilingual("Source disks until region availability", zh: "区域内可用之前的源云硬盘"),
        headline: Bilingual(
            "Source disk is deleted while an image depends on it",
            zh: "将删除镜像仍依赖的源云硬盘"),
        rationale: Bilingual(
            """
            Until the image is region-available its data is in snapshots of the source disks. Deleting the \
            source disks, deleting snapshots, reinstalling or switching the source OS (which drops \
            system-disk snapshots) before that can destroy the image.
            """,
            zh: """
                镜像在区域内可用之前，其数据依赖源云硬盘的快照。在此期间删除源云硬盘、删除快照、重装或切换源\
                云服务器的操作系统（会清除系统盘快照），都可能破坏镜像。
                """),
        source: "EVS user guide 'Deleting a snapshot'; ECS user guide 'Reinstalling the OS'",
        english: RuleText(
            """
            {object} would be deleted or reinstalled before {image} is available in the region, which \
            could destroy the image.
            """,
            fix: "Let the plan wait for region availability."),
        chinese: RuleText(
            "在 {image} 于区域内可用之前就会删除或重装 {object}，可能破坏镜像。",
            fix: "请让计划等待镜像在区域内可用。"))

    static let violating = [
        RuleExample(
            "a source disk is deleted while the image is available in one AZ",
            at: ["disk.web.logs"],
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {logs: {type: SSD, size: 100 GiB}}
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
                removed: [{from: disk.web.logs, action: delete, reason: not needed}]
                acknowledge: [{key: destroy, target: disk.web.logs, reason: not needed}]
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "58effd1e-f655-4760-8ba0-f7fe7fa31d43",
                            "status": "protecting",
                      "resource_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c", "resource_az": "cn-north-4a",
                      "vault_id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the image is available in the whole region",
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {logs: {type: SSD, size: 100 GiB}}
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
                removed: [{from: disk.web.logs, action: delete, reason: not needed}]
                acknowledge: [{key: destroy, target: disk.web.logs, reason: not needed}]
                """),
        RuleExample(
            "a disk of a server without an image is deleted",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {logs: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed: [{from: disk.web.logs, action: delete, reason: not needed}]
                acknowledge: [{key: destroy, target: disk.web.logs, reason: not needed}]
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter { $0.address.kind == .disk && $0.destroys && $0.id != nil }
        guard !deletions.isEmpty else { return }
        let resting = context.imagesRestingOnServers
        for change in deletions {
            let server = change.id.flatMap { context.live[$0]?.attributes[.server].string }
            if let server, resting[server] == nil, context.mayRest(on: server, in: change.region) {
                report.missing(Wording.fact("backups", in: change.region))
                continue
            }
            report.evaluated += 1
            guard let server, let image = resting[server] else { continue }
            report.violate(
                change.address, at: change.origin,
                ["object": "\(change.address)", "image": .named("image", image.name)],
                also: [change.address.owner].compactMap { $0 })
        }
    }
}
