import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupInProgress = RuleMetadata(
        id: "SV010", name: "backup-in-progress", severity: .error, phases: [.plan, .apply],
        summary: "The server must not be in the middle of a backup",
        rationale: """
            A server whose backup is in progress refuses a new image task, and an ongoing backup cannot be \
            stopped.
            """,
        source: "IMG.0136; CBR errors BackupService.6125, 6203",
        english: RuleText(
            "{server} is being backed up; the image cannot start until that ends.",
            fix: "Wait for the backup to finish and retry."),
        chinese: RuleText(
            "云服务器 {server} 正在备份，备份完成前无法制作镜像。",
            fix: "请等待备份完成后重试。"),
        coverage: .awaitingFacts(
            "Running backups of a server are not read yet; running images are (SV011)."))
}
