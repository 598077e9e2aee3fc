import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageTaskLimit = RuleMetadata(
        id: "QT002", name: "image-task-limit", severity: .error, phases: [.apply],
        title: Bilingual("Parallel image tasks", zh: "并行镜像任务数"),
        headline: Bilingual("Too many image tasks at once", zh: "同时进行的镜像任务过多"),
        rationale: Bilingual(
            """
            Creation tasks of an account are limited to 40 at the same time, one image each. ximage stays \
            below that.
            """,
            zh: """
                一个账号同时最多有 40 个创建任务，每个任务一个镜像。ximage 会把任务数控制在该数值以下。
                """),
        source: "IMS user guide 'Constraints'",
        coverage: .engine(
            Bilingual(
                "Image tasks run in a bounded number of slots.",
                zh: "镜像任务在有限数量的并发槽位中执行。")))
}
