import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupNotCancellable = RuleMetadata(
        id: "VA037", name: "backup-not-cancellable", severity: .info, phases: [.plan],
        summary: "A running backup cannot be cancelled",
        rationale: "Once started, a backup runs to its end. Interrupting apply does not stop it.",
        source: "CBR FAQ",
        english: RuleText(
            """
            Interrupting now will not stop the backup of {server}; the next plan will pick up the \
            running task.
            """),
        chinese: RuleText(
            "此时中断不会停止云服务器 {server} 的备份，下次 plan 会接续正在运行的任务。"),
        coverage: .engine(
            "Interrupting an apply leaves the backup running; the next run waits for it."))
}
