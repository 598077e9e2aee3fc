import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let tooManyCopiesAtOnce = RuleMetadata(
        id: "CP012", name: "too-many-copies-at-once", severity: .error, phases: [.plan, .apply],
        summary: "At most five replications at once",
        rationale: """
            A tenant may run five cross-region copies at the same time. The scheduler keeps its own count \
            and takes running copies of the account into account; more are queued.
            """,
        source: "IMS user guide constraints; IMG.0149",
        english: RuleText(
            "The account already runs 5 replications, the most that it may run at once.",
            fix: "The rest are queued; lower the parallelism if others use the account too."),
        chinese: RuleText(
            "该账号已有 5 个跨区域复制任务在运行，达到同时运行的上限。",
            fix: "其余任务排队执行；若账号另有他人使用，请降低并行度。"),
        coverage: .engine(
            """
            Copies run in five slots; the others wait for one, and a refusal for others' copies is \
            tried again later.
            """))
}
