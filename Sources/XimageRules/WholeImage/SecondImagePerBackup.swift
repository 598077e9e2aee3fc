import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let secondImagePerBackup = RuleMetadata(
        id: "WI008", name: "second-image-per-backup", severity: .error, phases: [.plan, .apply, .serverSide],
        summary: "One image per backup",
        rationale: """
            A backup can be registered as an image at most once. Declaring two images with the same source \
            backup, or an image whose backup already carries an image id, is refused.
            """,
        source: "IMS API error codes IMG.0029 / IMG.0134; CBR error BackupService.6211",
        english: RuleText(
            "Backup {backup} already has {other}; a backup can be turned into one image only.",
            fix: "Refer to the existing image, or create a new backup for {image}."),
        chinese: RuleText(
            "备份 {backup} 已经创建过镜像 {other}，一个备份只能创建一个镜像。",
            fix: "请直接引用已有镜像，或为 {image} 新建备份。"),
        coverage: .awaitingFacts(
            """
            Images from existing backups need the list of backups with their images, which is not read \
            yet. The service refuses a second image.
            """))
}
