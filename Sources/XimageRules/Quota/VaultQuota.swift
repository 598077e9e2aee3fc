import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultQuota = RuleMetadata(
        id: "QT005", name: "vault-quota", severity: .error, phases: [.plan, .apply],
        summary: "Vault and backup quotas",
        rationale: """
            Numbers of vaults, backups and replications may be limited per project; read the backup \
            service's answer rather than assume figures. At most 32 policies of each kind.
            """,
        source: "CBR API; BackupService.6100, 6133",
        unconfirmed: "whether a vault quota exists",
        english: RuleText(
            "The backup service has no quota left for vaults or backups in this region.",
            fix: "Delete unused ones or request a larger quota."),
        chinese: RuleText(
            "该区域的存储库或备份配额不足。",
            fix: "请删除无用资源或申请扩大配额。"),
        coverage: .service(
            "The API reference has no operation that reads vault quotas."))
}
