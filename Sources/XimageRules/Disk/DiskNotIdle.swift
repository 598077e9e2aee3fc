import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskNotIdle = RuleMetadata(
        id: "DK008", name: "disk-not-idle", severity: .error, phases: [.plan, .apply],
        summary: "Disk state allows backup",
        rationale: """
            Every captured disk must be in-use (attached) and in no transitional or error state. \
            attaching, detaching, extending, backing-up, restoring-backup, uploading, downloading, \
            rollbacking and any error state block.
            """,
        source: "CBR user guide; BackupService.7003; IMG.0022",
        english: RuleText(
            "{disk} of {server} is in state {status}; it must be attached and idle.",
            fix: "Wait for the operation or repair the disk."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 状态为 {status}，需处于已挂载且空闲状态。",
            fix: "请等待操作完成或修复磁盘。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
