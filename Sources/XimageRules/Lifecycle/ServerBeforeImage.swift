import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let serverBeforeImage = RuleMetadata(
        id: "LC010", name: "server-before-image", severity: .error, phases: [.plan, .apply],
        summary: "Image or copy complete before servers",
        chineseSummary: "镜像或复制完成后再创建云服务器",
        rationale: """
            A server is created only after its image (or, in another region, the copy) is active, and, for \
            another AZ, region-available.
            """,
        source: "seed; Ecs.0032",
        coverage: .planner(
            "A server waits for its image by an edge of the plan."))
}
