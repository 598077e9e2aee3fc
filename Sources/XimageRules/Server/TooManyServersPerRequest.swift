import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let tooManyServersPerRequest = RuleMetadata(
        id: "SV106", name: "too-many-servers-per-request", severity: .error, phases: [.validate],
        summary: "Count per request",
        chineseSummary: "单次请求的数量",
        rationale: """
            At most 500 pay-per-use or 100 yearly/monthly servers per request. With count > 1 the base \
            name is at most 59 characters because a suffix is added.
            """,
        source: "ECS API field count, error codes",
        coverage: .planner(
            "Every server has a request of its own, so that each can be told by its marks."))
}
