import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unbindingDeletesBackups = RuleMetadata(
        id: "VA015", name: "unbinding-deletes-backups", severity: .error, phases: [.plan, .apply],
        acknowledgement: "destroy-backups",
        title: Bilingual("Unbinding of a server", zh: "云服务器解绑"),
        headline: Bilingual("Unbinding deletes the server's backups", zh: "解绑会删除云服务器的备份"),
        rationale: Bilingual(
            """
            Removing a server from a vault deletes all its backups there, and so breaks every image based on \
            them. Needs an acknowledgement, and is refused outright while such an image is declared.
            """,
            zh: """
                从存储库移除云服务器会删除它在其中的全部备份，从而使基于这些备份的所有镜像失效。需要确认；\
                只要仍声明了这样的镜像，就会直接拒绝。
                """),
        source: "CBR user guide 'Dissociating a resource'",
        unconfirmed: Bilingual(
            "whether the service blocks unbinding when a backup has an image",
            zh: "备份已有镜像时，云服务是否阻止解绑"),
        coverage: .planner(
            Bilingual("The plan never unbinds a server from a vault.", zh: "计划不会将云服务器从存储库解绑。")))
}
