import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupNotInVault = RuleMetadata(
        id: "VA036", name: "backup-not-in-vault", severity: .error, phases: [.validate, .plan],
        summary: "Backup id and declared service agree",
        rationale: """
            When an image is made from a backup, the backup type sent must match where the backup lives \
            (CBR for vault backups). In regions that have moved to CBR only CBR backups are accepted, and \
            a vault id is required.
            """,
        source: "IMG.0127, IMG.0190, IMG.0198; IMS API whole_image_type",
        english: RuleText(
            "Backup {backup} was not found in {vault} as a {kind} backup.",
            fix: "Check the id and the vault."),
        chinese: RuleText(
            "在存储库 {vault} 中未找到类型为 {kind} 的备份 {backup}。",
            fix: "请核对 ID 与存储库。"),
        coverage: .awaitingFacts(
            "Images from existing backups need the list of backups, which is not read yet."))
}
