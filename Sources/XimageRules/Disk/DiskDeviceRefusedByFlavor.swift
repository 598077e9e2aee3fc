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

    static let violating = [
        RuleExample("a SCSI disk at a flavor that takes none", at: "disk.web.data device") {
            $0.catalogue { $0.flavors["s6.large.2"]?.maximumScsiDisks = 0 }
            $0.set("disk.web.data", .device, "scsi")
        },
        RuleExample(
            "ordinary disks at a flavor that takes SCSI alone", at: "disk.web.data device",
            "disk.web.logs device"
        ) {
            $0.catalogue { $0.flavors["s6.large.2"]?.maximumVbdDisks = 0 }
        },
    ]
    static let satisfying = [
        RuleExample("a SCSI disk at a flavor that takes some") {
            $0.catalogue { $0.flavors["s6.large.2"]?.maximumScsiDisks = 59 }
            $0.set("disk.web.data", .device, "scsi")
        },
        RuleExample("a flavor without the attribute") { $0.set("disk.web.data", .device, "scsi") },
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
