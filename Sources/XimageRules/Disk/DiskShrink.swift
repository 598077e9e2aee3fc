import XimageCore
import XimagePlanning

struct DiskShrink: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK022", name: "disk-shrink", severity: .error, phases: [.plan],
        summary: "Disks can only grow",
        rationale: """
            Size may be increased, never decreased. Growing an attached disk requires that it is not \
            shared and that the server is running, stopped, paused or suspended; never while an image is \
            being made.
            """,
        source: "EVS user guide 'Expanding disk capacity'",
        english: RuleText(
            "{disk} is {live} GiB and cannot be reduced to {size} GiB.",
            fix: "Keep the size or replace the disk explicitly."),
        chinese: RuleText(
            "磁盘 {disk} 当前为 {live} GiB，不能缩小到 {size} GiB。",
            fix: "请保持容量，或显式重建磁盘。"))

    static let violating = [
        RuleExample("the size of a data disk goes down", at: "disk.web.data size") {
            $0.apply()
            $0.set("disk.web.data", .size, 50)
        },
        RuleExample("the size of a system disk goes down", at: "server.web systemDisk.size") {
            $0.apply()
            $0.cloud("server.web-system") { $0.attributes[.size] = 80 }
        },
    ]
    static let satisfying = [
        RuleExample("the size goes up") {
            $0.apply()
            $0.set("disk.web.data", .size, 200)
        },
        RuleExample("the disk is new") { _ in },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) {
            check(
                server, .systemDiskSize,
                name: RuleArgument("The system disk of \(server.address)", zh: "\(server.address) 系统盘"),
                &report)
        }
        for disk in context.subjects(.disk) { check(disk, .size, name: "\(disk.address)", &report) }
    }

    private func check(
        _ subject: RuleContext.Subject, _ attribute: AttributeName, name: RuleArgument,
        _ report: inout RuleReport
    ) {
        guard !subject.isExisting, !subject.isNew, let old = subject.live?.attributes[attribute].int,
            let new = subject.desired.attributes[attribute].int
        else { return }
        report.evaluated += 1
        guard new < old else { return }
        report.violate(
            subject, at: attribute, ["disk": name, "live": "\(old)", "size": "\(new)"],
            remark: "\(old) GiB now")
    }
}
