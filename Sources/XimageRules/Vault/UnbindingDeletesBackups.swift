import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unbindingDeletesBackups = RuleMetadata(
        id: "VA015", name: "unbinding-deletes-backups", severity: .error, phases: [.plan, .apply],
        acknowledgement: "destroy-backups",
        summary: "Unbinding a server deletes its backups",
        rationale: """
            Removing a server from a vault deletes all its backups there, and so breaks every image based \
            on them. Needs an acknowledgement, and is refused outright while such an image is declared.
            """,
        source: "CBR user guide 'Dissociating a resource'",
        unconfirmed: "whether the service blocks unbinding when a backup has an image",
        english: RuleText(
            "Unbinding {server} from {vault} deletes {count} backup(s) and breaks image(s) {images}.",
            fix: "Keep the binding, migrate it, or acknowledge `destroy-backups`."),
        chinese: RuleText(
            "将云服务器 {server} 从存储库 {vault} 解绑会删除 {count} 个备份，并使镜像 {images} 失效。",
            fix: "请保留或迁移绑定，或确认 `destroy-backups`。"),
        coverage: .planner(
            "The plan never takes a server out of a vault."))
}
