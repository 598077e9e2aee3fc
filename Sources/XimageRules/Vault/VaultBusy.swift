import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultBusy = RuleMetadata(
        id: "VA022", name: "vault-busy", severity: .error, phases: [.plan, .apply],
        summary: "Vault not busy",
        rationale: """
            A vault that is executing a backup, replicating or removing resources can refuse the next \
            request; the planner serialises image tasks that share a vault when it sees this refusal, and \
            waits with back-off.
            """,
        source: "BackupService.6125, 6130, 6134",
        english: RuleText(
            "{vault} is busy, and a vault handles one task at a time.",
            fix: "The request is retried; use a second vault if this happens often."),
        chinese: RuleText(
            "存储库 {vault} 正忙，同一存储库不能同时处理多个任务。",
            fix: "请求将重试；如经常发生，请增加存储库。"),
        coverage: .engine(
            "A refusal because the vault is busy is retried with back-off."))
}
