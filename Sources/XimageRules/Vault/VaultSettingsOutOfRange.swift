import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultSettingsOutOfRange = RuleMetadata(
        id: "VA020", name: "vault-settings-out-of-range", severity: .error, phases: [.validate],
        title: Bilingual("Vault policies and thresholds", zh: "存储库的策略与阈值"),
        headline: Bilingual("Vault policy or threshold is out of range", zh: "存储库的策略或阈值超出范围"),
        rationale: Bilingual(
            """
            At most one backup policy and one replication policy per vault. Usage threshold 1-100 percent \
            (default 80). Prepaid periods: 1-9 months or 1-5 years.
            """,
            zh: """
                每个存储库最多有一个备份策略和一个复制策略。使用量阈值为 1%–100%（默认 80%）。\
                包年/包月的时长为 1–9 个月或 1–5 年。
                """),
        source: "CBR API 'Creating a policy'; Terraform provider 'cbr_vault'",
        coverage: .notOffered(
            Bilingual(
                "The manifest language has no vault policies, thresholds or prepaid periods.",
                zh: "清单语言没有存储库策略、阈值和包年/包月时长。")))
}
