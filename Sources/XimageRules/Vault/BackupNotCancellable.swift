import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupNotCancellable = RuleMetadata(
        id: "VA037", name: "backup-not-cancellable", severity: .info, phases: [.plan],
        summary: "A running backup cannot be cancelled",
        chineseSummary: "运行中的备份无法取消",
        rationale: "Once started, a backup runs to its end. Interrupting apply does not stop it.",
        source: "CBR FAQ",
        coverage: .engine(
            "Interrupting an apply leaves the backup running; the next run waits for it."))
}
