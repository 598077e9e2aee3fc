import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unconfirmedApply = RuleMetadata(
        id: "AG008", name: "unconfirmed-apply", severity: .error, phases: [.apply],
        title: Bilingual("Confirmation of the plan", zh: "计划的确认"),
        headline: Bilingual("Plan is not confirmed", zh: "计划未经确认"),
        rationale: Bilingual(
            """
            As in the console, the parameters are shown before submission and must be confirmed: apply shows \
            the plan and asks, or is given a saved plan whose content is unchanged.
            """,
            zh: """
                与控制台一样，参数在提交前会显示出来，并且必须确认：`apply` 会显示计划并询问，\
                或使用内容未变的已保存计划。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), procedure; ximage documentation \
            'Apply'
            """,
        coverage: .engine(
            Bilingual(
                "Apply shows the plan and asks for confirmation, or executes a saved plan.",
                zh: "执行前展示计划并要求确认，或执行已保存的计划。")))
}
