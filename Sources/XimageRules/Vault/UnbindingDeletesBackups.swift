import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unbindingDeletesBackups = RuleMetadata(
        id: "VA015", name: "unbinding-deletes-backups", severity: .error, phases: [.plan, .apply],
        acknowledgement: "destroy-backups",
        summary: "Unbinding a server deletes its backups",
        chineseSummary: "解绑云服务器会删除其备份",
        rationale: """
            Removing a server from a vault deletes all its backups there, and so breaks every image based \
            on them. Needs an acknowledgement, and is refused outright while such an image is declared.
            """,
        source: "CBR user guide 'Dissociating a resource'",
        unconfirmed: "whether the service blocks unbinding when a backup has an image",
        coverage: .planner(
            "The plan never takes a server out of a vault."))
}
