import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let foreignZoneName = RuleMetadata(
        id: "AV014", name: "foreign-zone-name", severity: .warning, phases: [.validate],
        summary: "AZ name looks foreign",
        rationale: """
            AZ ids start with their region's id as a rule (for example cn-north-4a). A mismatch is \
            probably a slip; the live list decides.
            """,
        source: "design, from the regions and endpoints page",
        english: RuleText(
            "AZ \"{az}\" does not look like an AZ of region {region}.",
            fix: "Check both fields."),
        chinese: RuleText(
            "可用区“{az}”不像区域 {region} 的可用区。",
            fix: "请核对两个字段。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
