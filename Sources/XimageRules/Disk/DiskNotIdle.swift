import XimageCore
import XimagePlanning

struct DiskNotIdle: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK008", name: "disk-not-idle", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Disk state", zh: "云硬盘状态"),
        headline: Bilingual("Disk state does not allow the operation", zh: "云硬盘状态不允许该操作"),
        rationale: Bilingual(
            """
            To grow or change its type, a disk must be available or in use. To be imaged, it must be `in-use` \
            (attached) and in no transitional or error state.
            """,
            zh: """
                云硬盘必须可用或正在使用，才能扩容或变更类型。要制作镜像，云硬盘必须处于 `in-use`（已挂载）状态，\
                且不处于中间状态或错误状态。
                """),
        source: """
            CBR user guide 'Constraints'; CBR API 'Error codes' (BackupService.7003); IMS API 'Error codes' \
            (IMG.0022)
            """,
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
                    "disk": RuleArgument("Disk \(disk.name)", zh: disk.name.chinese ?? disk.name.english),
                    "server": "\(context.serverName(capture))",
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
                    "disk": .named("Disk", disk.name), "server": "\(server)", "status": "`\(disk.status)`",
                    "idle": RuleArgument("idle", zh: "空闲"),
                ])
        }
    }
}
