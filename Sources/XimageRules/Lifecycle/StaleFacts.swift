import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let staleFacts = RuleMetadata(
        id: "LC016", name: "stale-facts", severity: .error, phases: [.apply],
        summary: "State is re-read just before acting",
        rationale: """
            Every rule marked 'apply' is evaluated again on fresh facts. If a result changed from pass to \
            violated, or the object's version differs from the plan, that branch stops; independent \
            branches go on.
            """,
        source: "design",
        english: RuleText(
            "{object} changed since the plan ({difference}).",
            fix: "Nothing was done to it; plan again."),
        chinese: RuleText(
            "{object} 自计划生成后已变化（{difference}），未对其执行任何操作，请重新 plan。"),
        coverage: .engine(
            "A step checks its own preconditions on fresh facts before it acts."))
}
