import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let referencedImageDeleted = RuleMetadata(
        id: "WI025", name: "referenced-image-deleted", severity: .warning, phases: [.plan],
        summary: "Image still referenced elsewhere",
        rationale: """
            Before deletion the plan looks for uses it can see: declared servers, declared copies, scaling \
            configurations, live servers. Use by live servers is WI015; use by declared objects is an \
            error in LC012; use by objects outside the manifest is reported here.
            """,
        source: "design, derived from IMS user guide 'Deleting images'",
        english: RuleText(
            "{image} is to be deleted but is still used by {users}, which this manifest does not manage.",
            fix: "Make sure they no longer need it."),
        chinese: RuleText(
            "镜像 {image} 即将删除，但仍被本清单之外的 {users} 使用。",
            fix: "请确认它们不再需要该镜像。"),
        coverage: .awaitingFacts(
            "Uses outside the set are not read, apart from servers (WI015)."))
}
