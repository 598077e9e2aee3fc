import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupNotReplicable = RuleMetadata(
        id: "CP015", name: "backup-not-replicable", severity: .error, phases: [.plan, .apply],
        summary: "The backup behind the image can be replicated",
        rationale: """
            The backup must be available, made from an ECS, contain the system disk as chosen by the \
            service (a user-designated system disk is refused), and not be in the middle of another \
            replication.
            """,
        source: "BackupService.1001-1009, 1012, 1013, 6128, 6130",
        english: RuleText(
            "The backup of {image} cannot be replicated: {reason}.",
            fix: "Wait for a running operation to end, or rebuild the image and replicate the new one."),
        chinese: RuleText(
            "{image} 的备份不能复制：{reason}。",
            fix: "请等待正在进行的操作结束，或重新制作镜像后再复制。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
