import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyBeforeRegionScope = RuleMetadata(
        id: "CP002", name: "copy-before-region-scope", severity: .error, phases: [.plan, .apply],
        summary: "The image must be available in the whole region before replication",
        rationale: """
            Replication is refused while the image is available only in one AZ. The planner waits (LC008) \
            instead of failing when waiting is allowed.
            """,
        source: "IMG.0152; seed (availability statements)",
        english: RuleText(
            "{image} is available only in {az} so far and cannot be replicated yet.",
            fix: "Wait until it is available in the whole region."),
        chinese: RuleText(
            "整机镜像 {image} 目前仅在 {az} 可用，暂不能跨区域复制。",
            fix: "请等待其在整个区域内可用。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
