import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let tooManyServersPerRequest = RuleMetadata(
        id: "SV106", name: "too-many-servers-per-request", severity: .error, phases: [.validate],
        summary: "Count per request",
        rationale: """
            At most 500 pay-per-use or 100 yearly/monthly servers per request. With count > 1 the base \
            name is at most 59 characters because a suffix is added.
            """,
        source: "ECS API field count, error codes",
        english: RuleText(
            "{server} asks for {count} servers in one request; the limit is {limit} for {charging}.",
            fix: "Split the declaration."),
        chinese: RuleText(
            "{server} 一次申请 {count} 台，{charging}方式下单次上限为 {limit} 台。",
            fix: "请拆分声明。"),
        coverage: .planner(
            "Every server has a request of its own, so that each can be told by its marks."))
}
