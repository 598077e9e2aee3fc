import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let staleFacts = RuleMetadata(
        id: "LC016", name: "stale-facts", severity: .error, phases: [.apply],
        summary: "State is re-read just before acting",
        chineseSummary: "执行前重新读取状态",
        rationale: """
            Every rule marked 'apply' is evaluated again on fresh facts. If a result changed from pass to \
            violated, or the object's version differs from the plan, that branch stops; independent \
            branches go on.
            """,
        source: "design",
        coverage: .engine(
            "A step checks its own preconditions on fresh facts before it acts."))
}
