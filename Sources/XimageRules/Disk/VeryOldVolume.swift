import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let veryOldVolume = RuleMetadata(
        id: "DK011", name: "very-old-volume", severity: .error, phases: [.serverSide],
        title: Bilingual("Disks on retired storage", zh: "旧存储类型的云硬盘"),
        headline: Bilingual("Disk is on a retired storage type", zh: "云硬盘位于已淘汰的存储类型"),
        rationale: Bilingual(
            """
            Volumes created on retired storage back ends cannot be backed up; nothing in the volume's public \
            attributes reveals this for certain.
            """,
            zh: "在已淘汰的存储后端上创建的云硬盘不能备份；仅凭云硬盘的公开属性无法确定这一点。"),
        source: "CBR API 'Error codes' (BackupService.7004, 7007)",
        english: RuleText(
            "A disk is on an old storage type that cannot be backed up.",
            fix: "Move its data to a new disk (for example through a snapshot or a copy) and detach it."),
        chinese: RuleText(
            "磁盘位于旧存储类型，不支持备份。",
            fix: "请将数据迁移到新磁盘后卸载该磁盘。"),
        coverage: .service(
            Bilingual(
                "No public attribute of a disk shows a retired storage type.",
                zh: "云硬盘的公开属性不能反映已淘汰的存储类型。")))
}
