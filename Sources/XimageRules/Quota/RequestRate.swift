import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let requestRate = RuleMetadata(
        id: "QT007", name: "request-rate", severity: .warning, phases: [.apply],
        summary: "Request rate",
        rationale: """
            The service rejects bursts. Back off and retry on flow-control errors; poll jobs every 10 \
            seconds or slower.
            """,
        source: "IMG.0060; Terraform provider polling interval",
        english: RuleText(
            "The service asked for fewer requests in a given time.",
            fix: "Lower the parallelism if this repeats."),
        chinese: RuleText(
            "云服务要求降低请求频率。",
            fix: "如反复出现，请降低并行度。"),
        coverage: .engine(
            "Flow-control refusals are retried with back-off, and rates adapt."))
}
