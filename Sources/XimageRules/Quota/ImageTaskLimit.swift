import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageTaskLimit = RuleMetadata(
        id: "QT002", name: "image-task-limit", severity: .error, phases: [.apply],
        summary: "At most 40 image tasks at once",
        chineseSummary: "同时最多 40 个镜像任务",
        rationale: """
            Creation tasks of an account are limited to 40 at the same time, one image each. The scheduler \
            throttles below that.
            """,
        source: "IMS user guide constraints",
        coverage: .engine(
            "Image tasks run in a bounded number of slots."))
}
