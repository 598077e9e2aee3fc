import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unusableSourceBackup = RuleMetadata(
        id: "VA031", name: "unusable-source-backup", severity: .error, phases: [.plan, .apply],
        summary: "Backup usable as an image source",
        rationale: """
            The backup must be `available`, of an ECS (not BMS), must contain the system disk, and must \
            report that it can become an image. `protecting`, `restoring`, `deleting`, `error` and waiting \
            states are refused.
            """,
        source: """
            CBR user guide 'Using a backup to create an image'; IMG.0020, IMG.0032, IMG.0132; \
            BackupService.6207-6210
            """,
        english: RuleText(
            "Backup {backup} cannot become an image: {reason}.",
            fix: "Choose an available ECS backup that includes the system disk."),
        chinese: RuleText(
            "备份 {backup} 不能用于创建镜像：{reason}。",
            fix: "请选择可用的、包含系统盘的云服务器备份。"),
        coverage: .awaitingFacts(
            "Images from existing backups need the list of backups, which is not read yet."))
}
