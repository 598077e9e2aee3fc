import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unconfirmedApply = RuleMetadata(
        id: "AG008", name: "unconfirmed-apply", severity: .error, phases: [.apply],
        summary: "The user sees and confirms the parameters",
        chineseSummary: "用户查看并确认参数",
        rationale: """
            As in the console, the parameters are shown before submission and must be confirmed: apply \
            shows the plan and asks, or is given a saved plan whose content is unchanged.
            """,
        source: "seed (steps 7-8)",
        coverage: .engine(
            "Apply shows the plan and asks, or is given a saved plan."))
}
