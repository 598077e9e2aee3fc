import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let failureSpread = RuleMetadata(
        id: "LC024", name: "failure-spread", severity: .error, phases: [.apply],
        title: Bilingual("Effect of a failed step", zh: "步骤失败的影响"),
        headline: Bilingual("Failure stops steps that do not depend on it", zh: "失败中断了不依赖它的步骤"),
        rationale: Bilingual(
            """
            When a step fails its dependents are skipped and reported; a server that the plan stopped is \
            started again when its image failed, unless the image task is still running.
            """,
            zh: """
                步骤失败时，依赖它的步骤会被跳过并报告；如果镜像制作失败，由计划关机的云服务器会重新开机，\
                除非该镜像仍在制作。
                """),
        source: "ximage documentation 'Apply'",
        coverage: .engine(
            Bilingual(
                "A failed step stops only the steps that depend on it.",
                zh: "步骤失败只会中止依赖它的步骤。")))
}
