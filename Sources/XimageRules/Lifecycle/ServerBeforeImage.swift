import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let serverBeforeImage = RuleMetadata(
        id: "LC010", name: "server-before-image", severity: .error, phases: [.plan, .apply],
        summary: "Image or copy complete before servers",
        rationale: """
            A server is created only after its image (or, in another region, the copy) is active, and, for \
            another AZ, region-available.
            """,
        source: "seed; Ecs.0032",
        english: RuleText(
            "{server} was not created because {image} did not become usable.",
            fix: "Check the image and apply again."),
        chinese: RuleText(
            "由于镜像 {image} 未变为可用，未创建云服务器 {server}。",
            fix: "请检查镜像后重新 apply。"),
        coverage: .planner(
            "A server waits for its image by an edge of the plan."))
}
