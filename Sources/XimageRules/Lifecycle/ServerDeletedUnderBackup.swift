import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let serverDeletedUnderBackup = RuleMetadata(
        id: "LC022", name: "server-deleted-under-backup", severity: .warning, phases: [.plan, .apply],
        summary: "A system disk under backup cannot go",
        rationale: """
            While a backup of the server runs, its system disk (and so the server) cannot be deleted.
            """,
        source: "Ecs.0073",
        english: RuleText(
            """
            {server} is being backed up, and its system disk cannot be deleted meanwhile. Deletion \
            waits until the backup ends.
            """),
        chinese: RuleText(
            "云服务器 {server} 正在备份，期间系统盘无法删除。将在备份完成后删除。"),
        coverage: .awaitingFacts(
            "Running backups of a server are not read yet."))
}
