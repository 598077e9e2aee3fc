import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let failedImageKept = RuleMetadata(
        id: "WI023", name: "failed-image-kept", severity: .error, phases: [.plan, .apply],
        summary: "A failed image must be removed, not reused",
        chineseSummary: "制作失败的镜像须删除，不得复用",
        rationale: """
            An image in `killed` state, or whose creation job ended in FAIL, is never adopted. The plan \
            deletes it (and lists any intermediate backup left behind, LC003) and creates a new one.
            """,
        source: "IMS API job query; image status values",
        coverage: .planner(
            "A failed image is never adopted: the plan deletes it and makes the next generation."))
}
