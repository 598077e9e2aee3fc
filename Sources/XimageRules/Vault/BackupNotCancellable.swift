import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupNotCancellable = RuleMetadata(
        id: "VA037", name: "backup-not-cancellable", severity: .info, phases: [.plan],
        title: Bilingual("Cancellation of a running backup", zh: "取消运行中的备份"),
        headline: Bilingual("Running backup cannot be cancelled", zh: "运行中的备份无法取消"),
        rationale: Bilingual(
            "Once started, a backup runs to its end. Interrupting apply does not stop it.",
            zh: "备份一旦开始，就会一直运行到结束。中断 apply 不会停止备份。"),
        source: "CBR FAQ on running backups",
        coverage: .engine(
            Bilingual(
                "An interrupted apply leaves the backup running; the next run waits for it.",
                zh: "执行中断时备份继续运行；下次运行会等待其完成。")))
}
