import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupOfImageDeleted = RuleMetadata(
        id: "VA032", name: "backup-of-image-deleted", severity: .error, phases: [.plan, .apply],
        summary: "A backup with an image cannot be deleted",
        rationale: """
            While an image is registered on a backup the backup cannot be deleted; the image goes first. A \
            plan that deletes both orders them; a plan that deletes only the backup is refused.
            """,
        source: "BackupService.6204, 6216; CBR user guide 'Deleting a backup'",
        english: RuleText(
            "The backup is used by an image and cannot be deleted.",
            fix: "Delete the image in the same plan, or keep the backup."),
        chinese: RuleText(
            "备份已被镜像使用，无法删除。",
            fix: "请在同一计划中先删除镜像，或保留该备份。"),
        coverage: .planner(
            "A backup goes only together with its image, after it."))
}
