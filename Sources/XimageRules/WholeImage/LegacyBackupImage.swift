import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let legacyBackupImage = RuleMetadata(
        id: "WI020", name: "legacy-backup-image", severity: .warning, phases: [.plan],
        summary: "Whole images on the old backup service are slow and less capable",
        rationale: """
            An image whose backup is a legacy CSBS backup is provisioned slowly, supports no shared disks \
            and cannot be shared. New images should always be made through a CBR vault.
            """,
        source: "ECS user guide 'Purchasing an ECS' (full-ECS image note); IMS user guide",
        english: RuleText(
            "{image} rests on a legacy CSBS backup, so creating servers from it is slow.",
            fix: "Rebuild it through a CBR vault when you can."),
        chinese: RuleText(
            "整机镜像 {image} 基于旧版 CSBS 备份，用它创建云服务器较慢。",
            fix: "建议改为通过 CBR 存储库重新制作。"),
        coverage: .awaitingFacts(
            "The origin of an image's backup is not read yet."))
}
