import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let deletionOutOfOrder = RuleMetadata(
        id: "LC013", name: "deletion-out-of-order", severity: .error, phases: [.plan, .apply],
        summary: "Deletion order: image, backup, binding, vault",
        rationale: """
            Image first, then its backup (if asked for), then unbinding, then the vault. Each step waits \
            for the previous to be gone.
            """,
        source: "BackupService.6204; CBR user guide; seed (backup not deleted with image)",
        english: RuleText(
            "{object} cannot be deleted because {other}, which has to go first, is still there.",
            fix: "Fix the failure of {other} and apply again."),
        chinese: RuleText(
            "{other} 须先删除但仍存在，因此不能删除 {object}。",
            fix: "请处理 {other} 的失败原因后重新 apply。"),
        coverage: .planner(
            "Images and their backups go before their vault by edges of the plan."))
}
