import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let deletionOutOfOrder = RuleMetadata(
        id: "LC013", name: "deletion-out-of-order", severity: .error, phases: [.plan, .apply],
        summary: "Deletion order: image, backup, binding, vault",
        chineseSummary: "删除顺序：镜像、备份、绑定、存储库",
        rationale: """
            Image first, then its backup (if asked for), then unbinding, then the vault. Each step waits \
            for the previous to be gone.
            """,
        source: "BackupService.6204; CBR user guide; seed (backup not deleted with image)",
        coverage: .planner(
            "Images and their backups go before their vault by edges of the plan."))
}
