import XimageCore
import XimagePlanning

struct DiskTypeNotSold: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV007", name: "disk-type-not-sold", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Disk type availability", zh: "云硬盘类型的可用性"),
        headline: Bilingual("Disk type is not sold in the AZ", zh: "云硬盘类型在该可用区无法购买"),
        rationale: Bilingual(
            "The disk type must be listed for the AZ and not sold out there, and must suit the flavor.",
            zh: "云硬盘类型必须在该可用区提供且未售罄，并且与规格匹配。"),
        source: "EVS API 'Querying disk types'; ECS API 'Error codes' (Ecs.0015, Ecs.0043, Ecs.0044)",
        english: RuleText(
            "Disk type {type} is not available in {az} ({reason}).",
            fix: "Types offered there: {choices}."),
        chinese: RuleText(
            "磁盘类型 {type} 在 {az} 不可用（{reason}）。",
            fix: "该可用区可选类型：{choices}。"))

    static let about = ["disk.type", "server.systemDisk.type"]

    static let violating = [
        RuleExample(
            "a disk type that does not exist",
            at: ["disk.web.data | FLOPPY"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: FLOPPY, size: 100 GiB}}
                """),
        RuleExample(
            "a system disk of a type of other AZs",
            at: ["server.web | GPSSD2"],
            manifest: """
                servers:
                  web:
                    zone: cn-north-4c
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: GPSSD2, size: 40 GiB, iops: 3000, throughput: 125}
                """),
        RuleExample(
            "a disk type that is sold out in the AZ",
            at: ["disk.web.logs | SATA"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {logs: {type: SATA, size: 100 GiB}}
                """),
        RuleExample(
            "a faster type that the AZ does not sell",
            at: ["disk.web.data | ESSD"],
            before: """
                servers:
                  web:
                    zone: cn-north-4c
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    zone: cn-north-4c
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: ESSD, size: 100 GiB}}
                """),
        RuleExample(
            "an undeclared data disk of the image, of a type that is sold out",
            at: ["server.web | golden"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            meanwhile: "stock: [{item: SSD, zone: cn-north-4b, status: sellout}]",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                  web:
                    zone: cn-north-4b
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: GPSSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "disk types that are sold in the AZ",
            manifest: """
                servers:
                  web:
                    zone: cn-north-4c
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
        RuleExample(
            "an existing disk of a type that is no longer sold",
            before: """
                servers:
                  web:
                    zone: cn-north-4c
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: "stock: [{item: SSD, zone: cn-north-4c, status: sellout}]",
            manifest: """
                servers:
                  web:
                    zone: cn-north-4c
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.isNew || server.changes(.systemDiskType) {
            check(server, .systemDiskType, zone: server.desired.attributes[.zone].string, context, &report)
        }
        for disk in context.subjects(.disk) where disk.isNew || disk.changes(.type) {
            let zone = disk.desired.attributes[.zone].string ?? context.zoneOfServer(disk)
            check(disk, .type, zone: zone, context, &report)
        }
        for (server, _, disks) in context.provisionedServers() where context.isOnline {
            for disk in context.broughtAlong(server, from: disks) {
                let zone = server.desired.attributes[.zone].string
                check(server, at: .image, disk.type, zone: zone, context, &report)
            }
        }
    }

    private func check(
        _ subject: RuleContext.Subject, _ attribute: AttributeName, zone: String?, _ context: RuleContext,
        _ report: inout RuleReport
    ) {
        check(
            subject, at: attribute, subject.desired.attributes[attribute].string, zone: zone, context, &report
        )
    }

    private func check(
        _ subject: RuleContext.Subject, at attribute: AttributeName, _ wanted: String?, zone: String?,
        _ context: RuleContext, _ report: inout RuleReport
    ) {
        let region = subject.desired.region
        guard let name = wanted, !name.isEmpty else { return }
        let catalogue = context.catalogue(of: region, for: .offers)
        if let fact = context.refused("disk types", in: region) ?? context.refused("zones", in: region) {
            return report.missing(fact)
        }
        guard let zone, let catalogue, !catalogue.diskTypes.isEmpty,
            catalogue.zones.contains(where: { $0.name == zone })
        else { return }
        report.evaluated += 1
        let type = catalogue.diskTypes[name]
        guard type.map({ !$0.isSold(in: zone) }) ?? true else { return }
        let reason =
            if let type {
                type.soldOutZones.contains(zone)
                    ? RuleArgument("sold out", zh: "售罄") : RuleArgument("not offered there", zh: "该可用区不提供")
            } else {
                RuleArgument("no such type", zh: "类型不存在")
            }
        let choices = catalogue.diskTypes.values.filter { $0.isSold(in: zone) }.map(\.name).sorted()
        report.violate(
            subject, at: attribute,
            [
                "type": "\(name)", "az": "\(zone)", "reason": reason,
                "choices": Wording.list(choices, limit: 10),
            ],
            remark: reason)
    }
}
