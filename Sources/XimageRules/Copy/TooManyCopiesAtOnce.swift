import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let tooManyCopiesAtOnce = RuleMetadata(
        id: "CP012", name: "too-many-copies-at-once", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Simultaneous replications", zh: "同时进行的跨区域复制"),
        headline: Bilingual("Too many replications run at once", zh: "同时进行的跨区域复制过多"),
        rationale: Bilingual(
            """
            A tenant may run five cross-region copies at the same time. ximage counts its own copies and \
            those that already run in the account; further ones wait.
            """,
            zh: """
                一个租户可以同时进行 5 个跨区域复制。ximage 会自行计数，并计入账号中正在进行的复制；\
                超出的任务会排队。
                """),
        source: "IMS user guide 'Constraints'; IMS API 'Error codes' (IMG.0149)",
        english: RuleText(
            "The account already runs 5 replications, the most that it may run at once.",
            fix: "Further copies wait; lower the parallelism if others use the account too."),
        chinese: RuleText(
            "该账号已有 5 个跨区域复制任务在运行，达到同时运行的上限。",
            fix: "其余任务排队执行；若账号另有他人使用，请降低并行度。"),
        coverage: .engine(
            Bilingual(
                """
                Copies run in five slots, and the others wait. A copy refused because of other people's copies \
                is retried.
                """,
                zh: "复制在五个并发槽位中执行，其余排队等待；因他人的复制而被拒绝时会重试。")))
}
