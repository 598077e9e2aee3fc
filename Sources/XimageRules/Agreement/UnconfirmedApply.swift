import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unconfirmedApply = RuleMetadata(
        id: "AG008", name: "unconfirmed-apply", severity: .error, phases: [.apply],
        summary: "The user sees and confirms the parameters",
        rationale: """
            As in the console, the parameters are shown before submission and must be confirmed: apply \
            shows the plan and asks, or is given a saved plan whose content is unchanged.
            """,
        source: "seed (steps 7-8)",
        english: RuleText(
            "Apply was not confirmed.",
            fix: "Review the plan and confirm it, or pass a saved plan."),
        chinese: RuleText(
            "未确认执行。",
            fix: "请检查计划并确认，或传入已保存的计划。"),
        coverage: .engine(
            "Apply shows the plan and asks, or is given a saved plan."))
}
