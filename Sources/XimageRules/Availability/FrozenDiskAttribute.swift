import XimageCore
import XimagePlanning

struct FrozenDiskAttribute: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV008", name: "frozen-disk-attribute", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Disk attributes frozen while AZ-only", zh: "单个可用区可用期间不可变的云硬盘属性"),
        headline: Bilingual(
            "Disk attribute cannot change while the image is AZ-only",
            zh: "镜像仅在单个可用区可用时不能更改云硬盘属性"),
        rationale: Bilingual(
            """
            From an AZ-only image the SCSI, encryption and sharing attributes of restored disks cannot be \
            altered. From a region-available image system-disk encryption and data-disk type (SCSI), sharing \
            and encryption may be chosen.
            """,
            zh: """
                使用仅在单个可用区可用的镜像时，所恢复云硬盘的 SCSI、加密和共享属性不能更改。\
                使用区域内可用的镜像时，可以选择系统盘的加密属性，以及数据盘的类型（SCSI）、共享和加密属性。
                """),
        source: "ECS user guide 'Purchasing an ECS'",
        english: RuleText(
            """
            {disk} of {server} changes {attribute}, which is not possible while {image} is available \
            only in {az}.
            """,
            fix: "Keep the source's value or wait for region availability."),
        chinese: RuleText(
            "镜像 {image} 仅在 {az} 可用期间，不能更改云服务器 {server} 磁盘 {disk} 的 {attribute}。",
            fix: "请保持源盘取值，或等待镜像在区域内可用。"))

    static let about = ["disk.kmsKey", "disk.shared"]

    static let violating = [
        RuleExample(
            "a disk becomes shared while the older generation is available in one AZ",
            at: ["disk.web.data | true"],
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden, generation: 1}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, shared: true}}
                images: {golden: {from: {server: build}, vault: main, revision: "2"}}
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
                      "children": [{"resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_size": 40,
                      "extend_info": {"system_disk": true}},
                      {"resource_id": "ec1ae5fb-49e6-42e5-8ced-f0f0ea18fe36", "resource_size": 100,
                      "extend_info": {"system_disk": false}}],
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """),
        RuleExample(
            "a disk becomes encrypted while the older generation is available in one AZ",
            at: ["disk.web.data | 0b2a6f7e-5d1c-4c8e-9f3a-7d5e8a1b2c3d"],
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden, generation: 1}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, kmsKey: 0b2a6f7e-5d1c-4c8e-9f3a-7d5e8a1b2c3d}}
                images: {golden: {from: {server: build}, vault: main, revision: "2"}}
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
                      "children": [{"resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_size": 40,
                      "extend_info": {"system_disk": true}},
                      {"resource_id": "ec1ae5fb-49e6-42e5-8ced-f0f0ea18fe36", "resource_size": 100,
                      "extend_info": {"system_disk": false}}],
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """),
        RuleExample(
            "a disk becomes a SCSI disk while the older generation is available in one AZ",
            at: ["disk.web.data | scsi"],
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden, generation: 1}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, device: scsi}}
                images: {golden: {from: {server: build}, vault: main, revision: "2"}}
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
                      "children": [{"resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_size": 40,
                      "extend_info": {"system_disk": true}},
                      {"resource_id": "ec1ae5fb-49e6-42e5-8ced-f0f0ea18fe36", "resource_size": 100,
                      "extend_info": {"system_disk": false}}],
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a disk as it was",
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden, generation: 1}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main, revision: "2"}}
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
                      "children": [{"resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_size": 40,
                      "extend_info": {"system_disk": true}},
                      {"resource_id": "ec1ae5fb-49e6-42e5-8ced-f0f0ea18fe36", "resource_size": 100,
                      "extend_info": {"system_disk": false}}],
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """),
        RuleExample(
            "a disk becomes shared when the whole region can use the image",
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden, generation: 1}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, shared: true}}
                images: {golden: {from: {server: build}, vault: main, revision: "2"}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, disks) in context.provisionedServers() {
            guard case .zone(let zone) = context.imageScope(of: server) else { continue }
            for restored in context.restored(server, from: disks) {
                guard let live = restored.source?.live else { continue }
                report.evaluated += 1
                guard let attribute = changed(restored.disk.desired.attributes, live.attributes) else {
                    continue
                }
                report.violate(
                    restored.disk, at: attribute,
                    [
                        "disk": "\(restored.disk.address)", "server": "\(server.address)",
                        "attribute": "`\(attribute)`", "image": "\(image)", "az": "\(zone)",
                    ])
            }
        }
    }

    private func changed(_ wanted: Attributes, _ live: Attributes) -> AttributeName? {
        if wanted[.shared].bool ?? false != live[.shared].bool ?? false { return .shared }
        if wanted[.device].string ?? "vbd" != live[.device].string ?? "vbd" { return .device }
        return wanted[.kmsKey].matches(live[.kmsKey]) ? nil : .kmsKey
    }
}
