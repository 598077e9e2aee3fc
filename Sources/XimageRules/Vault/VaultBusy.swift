import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultBusy = RuleMetadata(
        id: "VA022", name: "vault-busy", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Parallel work of a vault", zh: "存储库的并行任务"),
        headline: Bilingual("Vault is busy", zh: "存储库正忙"),
        rationale: Bilingual(
            """
            A vault that is executing a backup, replicating or removing resources can refuse the next \
            request; ximage then runs image tasks that share the vault one after the other and retries with \
            back-off.
            """,
            zh: """
                正在备份、复制或移除资源的存储库可能拒绝下一个请求；遇到这种拒绝时，ximage 会把共用同一存储\
                库的镜像任务改为依次执行，并在退避后重试。
                """),
        source: "CBR API 'Error codes' (BackupService.6125, 6130, 6134)",
        english: RuleText(
            "{vault} is busy, and a vault handles one task at a time.",
            fix: "The request is retried; use a second vault if this happens often."),
        chinese: RuleText(
            "存储库 {vault} 正忙，同一存储库不能同时处理多个任务。",
            fix: "请求将重试；如经常发生，请增加存储库。"),
        coverage: .engine(
            Bilingual(
                "A request refused because the vault is busy is retried with back-off.",
                zh: "因存储库繁忙而被拒绝的请求会退避重试。")))
}
