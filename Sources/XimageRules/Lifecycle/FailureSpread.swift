import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let failureSpread = RuleMetadata(
        id: "LC024", name: "failure-spread", severity: .error, phases: [.apply],
        summary: "Failure stops only what depends on it",
        chineseSummary: "失败只影响依赖它的步骤",
        rationale: """
            When a step fails its dependents are skipped and reported; a server that the plan stopped is \
            started again when its image failed, unless the image is still running.
            """,
        source: "design",
        coverage: .engine(
            "A failed step stops only what waits for it."))
}
