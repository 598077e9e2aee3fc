import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let waitingForRegionScope = RuleMetadata(
        id: "AV010", name: "waiting-for-region-scope", severity: .info, phases: [.plan],
        summary: "Waiting for region availability",
        rationale: """
            A server in another AZ, a copy, or changed disk attributes make the planner insert a wait. \
            About ten minutes to normal is a published figure, but it grows with the amount of data; the \
            wait is part of the plan with its limit.
            """,
        source: "IMS user guide (2022); seed",
        english: RuleText(
            """
            The plan waits until {image} is available in {region} before {consumers} (limit {limit} \
            minutes).
            """),
        chinese: RuleText(
            "计划将等待 {image} 在 {region} 内可用后再执行 {consumers}（上限 {limit} 分钟）。"),
        coverage: .planner(
            "What needs an image in its whole region waits for it by an edge of the plan."))
}
