import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let deletionOutOfOrder = RuleMetadata(
        id: "LC013", name: "deletion-out-of-order", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Deletion order", zh: "删除顺序"),
        headline: Bilingual("Objects are deleted out of order", zh: "对象未按顺序删除"),
        rationale: Bilingual(
            """
            Image first, then its backup (if asked for), then unbinding, then the vault. Each step waits \
            until the previous object no longer exists.
            """,
            zh: """
                先删除镜像，再删除其备份（如有要求），然后解除绑定，最后删除存储库。\
                每个步骤都会等待前一步骤的对象删除完毕。
                """),
        source: """
            CBR API 'Error codes' (BackupService.6204); CBR user guide 'Deleting a vault'; IMS user guide \
            'Creating a full-ECS image from an ECS' (2018), scenarios
            """,
        coverage: .planner(
            Bilingual(
                "The plan deletes images and their backups before their vault.",
                zh: "计划先删除镜像及其备份，再删除存储库。")))
}
