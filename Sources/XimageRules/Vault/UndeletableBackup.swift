import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let undeletableBackup = RuleMetadata(
        id: "VA033", name: "undeletable-backup", severity: .error, phases: [.plan],
        summary: "Deletable backup states",
        rationale: """
            Only `available` and `error` backups can be deleted. In a locked vault policy backups wait for \
            expiry.
            """,
        source: "CBR API 'Deleting a backup'",
        english: RuleText(
            "Backup {backup} is in state {status} and cannot be deleted now.",
            fix: "Try again when it is available."),
        chinese: RuleText(
            "备份 {backup} 当前状态为 {status}，暂不能删除。",
            fix: "请在其可用后重试。"),
        coverage: .awaitingFacts(
            "Backup states are not read yet."))
}
