import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupBeyondRetention = RuleMetadata(
        id: "VA035", name: "backup-beyond-retention", severity: .info, phases: [.plan],
        summary: "Backups used for images are kept beyond retention",
        rationale: """
            A policy-made backup that has an image is exempt from automatic expiry. Manual backups have no \
            expiry unless a retention (1-36500 days, -1 for ever) was set.
            """,
        source: "CBR user guide FAQ on expiry; CBR API retention_duration_days",
        english: RuleText(
            "Backup {backup} will be kept past its retention because {image} uses it."),
        chinese: RuleText(
            "备份 {backup} 被镜像 {image} 使用，到期后仍会保留。"),
        coverage: .awaitingFacts(
            "Backup retention is not read yet."))
}
