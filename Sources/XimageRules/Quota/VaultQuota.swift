import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultQuota = RuleMetadata(
        id: "QT005", name: "vault-quota", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Vault and backup quota", zh: "存储库与备份配额"),
        headline: Bilingual("Vault or backup quota is used up", zh: "存储库或备份配额已用完"),
        rationale: Bilingual(
            """
            Numbers of vaults, backups and replications may be limited per project; the answer of the backup \
            service shows it. At most 32 policies of each kind.
            """,
            zh: """
                每个项目的存储库、备份和复制的数量可能有限制；应以备份服务的返回为准，而不是假定数值。\
                每种策略最多 32 个。
                """),
        source: "CBR API 'Error codes' (BackupService.6100, 6133)",
        unconfirmed: Bilingual("whether a vault quota exists", zh: "是否存在存储库配额"),
        english: RuleText(
            "The backup service has no quota left for vaults or backups in this region.",
            fix: "Delete unused ones or request a larger quota."),
        chinese: RuleText(
            "该区域的存储库或备份配额不足。",
            fix: "请删除无用资源或申请扩大配额。"),
        coverage: .service(
            Bilingual(
                "The API reference has no operation that reads vault quotas.",
                zh: "API 参考没有查询存储库配额的接口。")))
}
