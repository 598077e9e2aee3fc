import XimageCore
import XimagePlanning

struct DiskDeviceRefusedByFlavor: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK029", name: "disk-device-refused-by-flavor", severity: .error, phases: [.plan],
        title: Bilingual("Disk device types of a flavor", zh: "规格支持的磁盘模式"),
        headline: Bilingual(
            "Flavor does not accept the disk's device type",
            zh: "规格不支持云硬盘的磁盘模式"),
        rationale: Bilingual(
            """
            Some flavors accept only SCSI data disks, some accept no SCSI data disks. A SCSI system disk needs a \
            QingTian-architecture flavor.
            """,
            zh: "有些规格只支持 SCSI 数据盘，有些规格不支持 SCSI 数据盘。SCSI 系统盘需要采用擎天架构的规格。"),
        source:
            "ECS API 'Creating ECSs', field hw:passthrough; ECS API 'Error codes' (Ecs.0037, Ecs.0051-0053)",
        english: RuleText(
            "Flavor {flavor} does not accept {device_type} {disk}.",
            fix: "Change the device type or the flavor."),
        chinese: RuleText(
            "规格 {flavor} 不支持 {device_type} 模式的磁盘 {disk}。",
            fix: "请更改磁盘模式或规格。"))

    static let about = ["disk.device"]

    static let violating = [
        RuleExample(
            "a SCSI disk at a flavor that takes none",
            at: ["disk.web.data | scsi"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, device: scsi}}
                """,
            faults: """
                faults:
                  - match: {operation: ListFlavors}
                    status: 200
                    body: '{"flavors": [{"id": "s6.large.2", "name": "s6.large.2", "vcpus": "2", "ram": 4096, "os_extra_specs": {"ecs:instance_architecture": "x86_64"}, "attachableQuantity": {"free_disk": 59, "free_scsi": 0, "free_blk": 23}}]}'
                  - match: {operation: CreateServers}
                    status: 400
                    body: '{"error": {"code": "Ecs.0051", "message": "The flavor takes no disk of this device type."}}'
                """),
        RuleExample(
            "a VBD disk at a flavor that takes SCSI disks alone",
            at: ["disk.web.data | data"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            faults: """
                faults:
                  - match: {operation: ListFlavors}
                    status: 200
                    body: '{"flavors": [{"id": "s6.large.2", "name": "s6.large.2", "vcpus": "2", "ram": 4096, "os_extra_specs": {"ecs:instance_architecture": "x86_64"}, "attachableQuantity": {"free_disk": 59, "free_scsi": 59, "free_blk": 0}}]}'
                  - match: {operation: CreateServers}
                    status: 400
                    body: '{"error": {"code": "Ecs.0051", "message": "The flavor takes no disk of this device type."}}'
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a SCSI disk at a flavor that takes some",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, device: scsi}}
                """),
        RuleExample(
            "a VBD disk at a flavor that takes no SCSI disks",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            faults: """
                faults:
                  - match: {operation: ListFlavors}
                    status: 200
                    body: '{"flavors": [{"id": "s6.large.2", "name": "s6.large.2", "vcpus": "2", "ram": 4096, "os_extra_specs": {"ecs:instance_architecture": "x86_64"}, "attachableQuantity": {"free_disk": 59, "free_scsi": 0, "free_blk": 23}}]}'
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for disk in context.subjects(.disk) {
            guard let server = disk.address.owner.flatMap({ context.subject($0) }),
                disk.isNew || server.isNew, let flavor = context.flavor(of: server)
            else { continue }
            let isSCSI = disk.desired.attributes[.device].string == "scsi"
            guard let most = isSCSI ? flavor.maximumScsiDisks : flavor.maximumVbdDisks else { continue }
            report.evaluated += 1
            guard most == 0 else { continue }
            report.violate(
                disk, at: .device,
                [
                    "flavor": "\(flavor.id)", "device_type": isSCSI ? "SCSI" : "VBD",
                    "disk": "\(disk.address)",
                ])
        }
    }
}
