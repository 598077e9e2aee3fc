import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingTargetProject = RuleMetadata(
        id: "CP010", name: "missing-target-project", severity: .error, phases: [.plan, .apply],
        summary: "Target project",
        rationale: """
            The project name must exist in the target region; when left out the planner fills in the \
            region id, the name of the default project.
            """,
        source: "IMG.0145; Terraform provider 'ims_image_copy'",
        english: RuleText(
            "The target region has no project of this name.",
            fix: "Use the region's default project name or an existing sub-project."),
        chinese: RuleText(
            "目标区域中不存在该名称的项目。",
            fix: "请使用该区域默认项目名或已有子项目。"),
        coverage: .engine(
            """
            The project of the target region is looked up when its vaults are read, before anything \
            is planned; a region without one ends the plan.
            """))
}
