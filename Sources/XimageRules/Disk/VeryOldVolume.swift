import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let veryOldVolume = RuleMetadata(
        id: "DK011", name: "very-old-volume", severity: .error, phases: [.serverSide],
        summary: "Very old volumes",
        rationale: """
            Volumes created on retired storage back ends cannot be backed up; nothing in the volume's \
            public attributes reveals this for certain.
            """,
        source: "BackupService.7004, 7007",
        english: RuleText(
            "A disk is on an old storage type that cannot be backed up.",
            fix: "Move its data to a new disk (for example through a snapshot or a copy) and detach it."),
        chinese: RuleText(
            "磁盘位于旧存储类型，不支持备份。",
            fix: "请将数据迁移到新磁盘后卸载该磁盘。"),
        coverage: .service(
            "Nothing in the public attributes of a disk tells a retired storage back end."))
}
