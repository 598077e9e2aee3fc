import XimageCore
import XimagePlanning

struct SourceDeletedBeforeImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC011", name: "source-deleted-before-image", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Deletion of a source server", zh: "源云服务器的删除"),
        headline: Bilingual(
            "Server is deleted while an image depends on it",
            zh: "将删除镜像仍依赖的源云服务器"),
        rationale: Bilingual(
            """
            When the manifest removes a server that is also an image source, deletion waits until the image \
            is region-available, unless AV009 was acknowledged for it. Once that is reached, deleting the \
            source server does not affect the image.
            """,
            zh: """
                如果清单移除的云服务器同时是镜像的源，删除会等到镜像在区域内可用，除非已为其确认 AV009。\
                达到该状态后，删除源云服务器不影响镜像。
                """),
        source: "IMS FAQ on source servers of images",
        english: RuleText(
            """
            Deletion of {server} has to wait until {image} is available in the region, because the \
            image still depends on its disks.
            """,
            fix: "Apply again when the image is available in the region."),
        chinese: RuleText(
            "镜像 {image} 仍依赖源磁盘，须在其于区域内可用之后才能删除 {server}。",
            fix: "请届时重新 apply。"))

    static let violating = [
        RuleExample(
            "an image that still depends on the disks of the server",
            at: ["server.web"],
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
                removed:
                  - {from: image.golden, action: forget, reason: kept elsewhere}
                  - {from: server.web, action: delete, reason: service closed}
                acknowledge:
                  - {key: destroy, target: server.web, reason: service closed}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741",
                            "status": "protecting",
                      "resource_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c", "resource_az": "cn-north-4a",
                      "vault_id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "an image that is available in the whole region",
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
                removed:
                  - {from: image.golden, action: forget, reason: kept elsewhere}
                  - {from: server.web, action: delete, reason: service closed}
                acknowledge:
                  - {key: destroy, target: server.web, reason: service closed}
                """),
        RuleExample(
            "the risk is acknowledged",
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
                removed:
                  - {from: image.golden, action: forget, reason: kept elsewhere}
                  - {from: server.web, action: delete, reason: service closed}
                acknowledge:
                  - {key: destroy, target: server.web, reason: service closed}
                  - {key: early-source-removal, target: server.web, reason: the image can be recreated}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741",
                            "status": "protecting",
                      "resource_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c", "resource_az": "cn-north-4a",
                      "vault_id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter { $0.address.kind == .server && $0.destroys && $0.id != nil }
        guard !deletions.isEmpty else { return }
        let resting = context.imagesRestingOnServers
        let waivers = Waivers(context.acknowledgements, today: context.today)
        for change in deletions {
            if let id = change.id, resting[id] == nil, context.mayRest(on: id, in: change.region),
                waivers.find("early-source-removal", at: change.address) == nil
            {
                report.missing(Wording.fact("backups", in: change.region))
                continue
            }
            report.evaluated += 1
            guard let id = change.id, let image = resting[id],
                waivers.find("early-source-removal", at: change.address) == nil
            else { continue }
            report.violate(
                change.address, at: change.origin,
                ["server": "\(change.address)", "image": .named("image", image.name)])
        }
    }
}
