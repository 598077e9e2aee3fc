import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultDeletionDeletesBackups = RuleMetadata(
        id: "VA016", name: "vault-deletion-deletes-backups", severity: .error, phases: [.plan, .apply],
        acknowledgement: "destroy-backups",
        summary: "Deleting a vault deletes its backups",
        rationale: """
            A vault can be deleted only when available or in error and only if pay-per-use; all its \
            backups go with it. Refused while a declared image or copy rests on one of them.
            """,
        source: "CBR user guide 'Deleting a vault'",
        unconfirmed: "whether the service blocks the deletion when a backup has an image",
        english: RuleText(
            "Deleting {vault} deletes {count} backup(s), including those behind {images}.",
            fix: "Remove those images first or acknowledge `destroy-backups`."),
        chinese: RuleText(
            "删除存储库 {vault} 会同时删除 {count} 个备份，其中包括 {images} 依赖的备份。",
            fix: "请先删除这些镜像，或确认 `destroy-backups`。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
