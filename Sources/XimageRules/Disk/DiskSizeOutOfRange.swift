import XimageCore
import XimagePlanning

struct DiskSizeOutOfRange: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .diskSizeOutOfRange, name: "disk-size-out-of-range", severity: .error, phases: [.validate],
        rationale: Bilingual(
            "System disks 1-1024 GB, data disks 10-32768 GB, whole GB.",
            zh: "系统盘为 1–1024 GB，数据盘为 10–32768 GB，均为整数 GB。"),
        source: """
            ECS API 'Creating ECSs', fields root_volume.size and data_volumes.size; EVS API 'Creating EVS \
            disks'
            """)

    static let about = ["disk.size", "server.systemDisk.size"]

    static let violating = [
        RuleExample(
            "a data disk below 10 GiB",
            at: ["- | 5 GiB"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 5 GiB}}
                """),
        RuleExample(
            "a system disk above 1024 GiB",
            at: ["- | 2 TiB"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 2 TiB}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "sizes within the ranges",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 10 GiB}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) {
            check(
                server, .systemDiskSize, Limits.systemDiskSize,
                name: RuleArgument("The system disk of \(server.address)", zh: "\(server.address) 系统盘"),
                &report)
        }
        for disk in context.subjects(.disk) {
            check(
                disk, .size, Limits.dataDiskSize, name: "\(disk.address)", &report)
        }
    }

    private func check(
        _ subject: RuleContext.Subject, _ attribute: AttributeName, _ range: ClosedRange<Int>,
        name: RuleArgument, _ report: inout RuleReport
    ) {
        guard !subject.isExisting, let size = subject.desired.attributes[attribute].int else { return }
        report.evaluated += 1
        guard !range.contains(size) else { return }
        report.violate(
            subject, at: attribute,
            [
                "object": name, "size": "\(size)", "min": "\(range.lowerBound)",
                "max": "\(range.upperBound)",
            ])
    }
}
