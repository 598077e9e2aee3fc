import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageTaskLimit = RuleMetadata(
        id: "QT002", name: "image-task-limit", severity: .error, phases: [.apply],
        summary: "At most 40 image tasks at once",
        rationale: """
            Creation tasks of an account are limited to 40 at the same time, one image each. The scheduler \
            throttles below that.
            """,
        source: "IMS user guide constraints",
        english: RuleText(
            "{count} image tasks would run at once, but an account may run 40.",
            fix: "The rest are queued; no action is needed."),
        chinese: RuleText(
            "将同时运行 {count} 个镜像任务，而每个账号最多 40 个。",
            fix: "其余任务排队执行，无需处理。"),
        coverage: .engine(
            "Image tasks run in a bounded number of slots."))
}
