import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let vaultSettingsOutOfRange = RuleMetadata(
        id: "VA020", name: "vault-settings-out-of-range", severity: .error, phases: [.validate],
        summary: "Policies and thresholds",
        chineseSummary: "策略与阈值",
        rationale: """
            At most one backup policy and one replication policy per vault. Usage threshold 1-100 percent \
            (default 80). Prepaid periods: 1-9 months or 1-5 years.
            """,
        source: "CBR API; Terraform provider 'cbr_vault'",
        coverage: .notOffered(
            "The manifest language has no vault policies, thresholds or prepaid periods."))
}
