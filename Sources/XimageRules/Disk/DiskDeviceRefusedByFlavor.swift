import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskDeviceRefusedByFlavor = RuleMetadata(
        id: "DK029", name: "disk-device-refused-by-flavor", severity: .error, phases: [.plan],
        summary: "Disk device types accepted by the flavor",
        rationale: """
            Some flavors accept only SCSI data disks, some accept none; a SCSI system disk needs a \
            QingTian-architecture flavor.
            """,
        source: "Ecs.0037, Ecs.0051-0053; ECS API field hw:passthrough",
        english: RuleText(
            "Flavor {flavor} does not accept {device_type} {disk}.",
            fix: "Change the device type or the flavor."),
        chinese: RuleText(
            "规格 {flavor} 不支持 {device_type} 类型的磁盘 {disk}。",
            fix: "请更改设备类型或规格。"),
        coverage: .awaitingFacts(
            "The flavor facts about disk device types are not read yet."))
}
