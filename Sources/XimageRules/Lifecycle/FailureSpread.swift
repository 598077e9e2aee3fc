import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let failureSpread = RuleMetadata(
        id: "LC024", name: "failure-spread", severity: .error, phases: [.apply],
        summary: "Failure stops only what depends on it",
        rationale: """
            When a step fails its dependents are skipped and reported; a server that the plan stopped is \
            started again when its image failed, unless the image is still running.
            """,
        source: "design",
        english: RuleText(
            "\"{step}\" failed ({code}: {reason}), so {skipped} dependent step(s) were skipped.",
            fix: "Fix the cause and apply again; finished steps are not repeated."),
        chinese: RuleText(
            "“{step}”失败（{code}：{reason}），因此跳过 {skipped} 个依赖步骤。",
            fix: "请排除原因后重新 apply，已完成的步骤不会重复。"),
        coverage: .engine(
            "A failed step stops only what waits for it."))
}
