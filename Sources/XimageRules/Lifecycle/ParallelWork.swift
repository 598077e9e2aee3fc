import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let parallelWork = RuleMetadata(
        id: "LC023", name: "parallel-work", severity: .info, phases: [.plan],
        title: Bilingual("Parallel steps", zh: "并行执行的步骤"),
        headline: Bilingual("Steps run in parallel", zh: "步骤将并行执行"),
        rationale: Bilingual(
            """
            Images of different servers, copies to different regions, and creations in different regions run \
            in parallel within the limits of QT002, CP012 and VA022.
            """,
            zh: """
                制作不同云服务器的镜像、复制到不同区域以及在不同区域创建，都可以在 QT002、CP012 和 VA022 的\
                限制内并行执行。
                """),
        source: "IMS user guide 'Constraints'; ximage documentation 'Apply'",
        coverage: .planner(
            Bilingual(
                "Steps run in parallel as soon as the steps that they depend on have ended.",
                zh: "步骤所依赖的步骤结束后即并行执行。")))
}
