import XimageCore
import XimagePlanning

struct DiskNotIdle: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK008", name: "disk-not-idle", severity: .error, phases: [.plan, .apply],
        summary: "Disk state allows backup",
        rationale: """
            A disk grows or changes its type while it is available or in use. Every captured disk must be in-use (attached) and in no transitional or error state. \
            attaching, detaching, extending, backing-up, restoring-backup, uploading, downloading, \
            rollbacking and any error state block.
            """,
        source: "CBR user guide; BackupService.7003; IMG.0022",
        english: RuleText(
            "{disk} of {server} is in state {status}; it must be {idle}.",
            fix: "Wait for the operation or repair the disk."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 状态为 {status}，需处于{idle}状态。",
            fix: "请等待操作完成或修复磁盘。"))

    static let violating = [
        RuleExample("a disk is being enlarged", at: "image.golden from") {
            $0.imageExistingServer()
            $0.cloud("disk-billing-1") { $0.status = "extending" }
        },
        RuleExample("a disk that is being backed up grows", at: "disk.web.data") {
            $0.apply()
            $0.cloud("disk.web.data") { $0.status = "backing-up" }
            $0.set("disk.web.data", .size, 200)
        },
    ]
    static let satisfying = [RuleExample("all disks are in use and idle") { $0.imageExistingServer() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (capture, disk) in context.capturedLiveDisks() {
            guard let status = disk.live?.status, !status.isEmpty else { continue }
            report.evaluated += 1
            // A disk that this plan attaches is free now.
            guard status != "in-use", !(status == "available" && disk.address != nil) else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "disk": "Disk \(disk.name)", "server": "\(context.serverName(capture))",
                    "status": "`\(status)`", "idle": RuleArgument("attached and idle", zh: "已挂载且空闲"),
                ])
        }
        for (change, disk) in context.grownDisks() where !disk.status.isEmpty {
            report.evaluated += 1
            guard !["available", "in-use"].contains(disk.status) else { continue }
            let server = change.address.owner ?? change.address
            report.violate(
                change.address, at: change.origin,
                [
                    "disk": "Disk \"\(disk.name)\"", "server": "\(server)", "status": "`\(disk.status)`",
                    "idle": RuleArgument("idle", zh: "空闲"),
                ])
        }
    }
}
