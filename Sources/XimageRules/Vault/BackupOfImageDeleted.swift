import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupOfImageDeleted = RuleMetadata(
        id: "VA032", name: "backup-of-image-deleted", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Deletion of a backup with an image", zh: "已有镜像的备份的删除"),
        headline: Bilingual("Backup is used by an image", zh: "备份正被镜像使用"),
        rationale: Bilingual(
            """
            While an image is registered on a backup the backup cannot be deleted; the image is deleted \
            first. A plan that deletes both orders them; a plan that deletes only the backup is refused.
            """,
            zh: """
                只要备份上注册了镜像，就不能删除该备份；必须先删除镜像。同时删除两者的计划会安排好顺序；\
                只删除备份的计划会被拒绝。
                """),
        source: "CBR API 'Error codes' (BackupService.6204, 6216); CBR user guide 'Deleting a backup'",
        english: RuleText(
            "The backup is used by an image and cannot be deleted.",
            fix: "Delete the image in the same plan, or keep the backup."),
        chinese: RuleText(
            "备份已被镜像使用，无法删除。",
            fix: "请在同一计划中先删除镜像，或保留该备份。"),
        coverage: .planner(
            Bilingual(
                "The plan deletes a backup only together with its image, after the image.",
                zh: "计划只会随镜像一起删除备份，且在镜像之后删除。")))
}
