import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let failedImageKept = RuleMetadata(
        id: "WI023", name: "failed-image-kept", severity: .error, phases: [.plan, .apply],
        summary: "A failed image must be removed, not reused",
        rationale: """
            An image in `killed` state, or whose creation job ended in FAIL, is never adopted. The plan \
            deletes it (and lists any intermediate backup left behind, LC003) and creates a new one.
            """,
        source: "IMS API job query; image status values",
        english: RuleText(
            "{image} failed to build ({code}: {reason}).",
            fix: "The plan will remove the failed image and build it again after you fix the cause."),
        chinese: RuleText(
            "镜像 {image} 制作失败（{code}：{reason}）。",
            fix: "请先排除原因，计划将删除失败的镜像并重新制作。"),
        coverage: .planner(
            "A failed image is never adopted: the plan deletes it and makes the next generation."))
}
