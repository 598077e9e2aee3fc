import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultSettingsOutOfRange = RuleMetadata(
        id: "VA020", name: "vault-settings-out-of-range", severity: .error, phases: [.validate],
        summary: "Policies and thresholds",
        rationale: """
            At most one backup policy and one replication policy per vault. Usage threshold 1-100 percent \
            (default 80). Prepaid periods: 1-9 months or 1-5 years.
            """,
        source: "CBR API; Terraform provider 'cbr_vault'",
        english: RuleText(
            "{field} = {value} of {vault} is not allowed; the valid range is {range}.",
            fix: "Change the value."),
        chinese: RuleText(
            "存储库 {vault} 的 {field} = {value} 不合法，允许范围为 {range}。",
            fix: "请修改该值。"),
        coverage: .notOffered(
            "The manifest language has no vault policies, thresholds or prepaid periods."))
}
