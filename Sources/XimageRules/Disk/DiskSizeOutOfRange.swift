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

    static let violating = [
        RuleExample("a data disk below 10 GiB", at: "disk.web.data size") {
            $0.set("disk.web.data", .size, 5)
        },
        RuleExample("a system disk above 1024 GiB", at: "server.web systemDisk.size") {
            $0.set("server.web", .systemDiskSize, 2048)
        },
    ]
    static let satisfying = [RuleExample("sizes within the ranges") { _ in }]

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
