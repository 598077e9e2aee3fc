import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let waitingForRegionScope = RuleMetadata(
        id: "AV010", name: "waiting-for-region-scope", severity: .info, phases: [.plan],
        summary: "Waiting for region availability",
        chineseSummary: "等待区域内可用",
        rationale: """
            A server in another AZ, a copy, or changed disk attributes make the planner insert a wait. \
            About ten minutes to normal is a published figure, but it grows with the amount of data; the \
            wait is part of the plan with its limit.
            """,
        source: "IMS user guide (2022); seed",
        coverage: .planner(
            "What needs an image in its whole region waits for it by an edge of the plan."))
}
