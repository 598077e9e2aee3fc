import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingTargetProject = RuleMetadata(
        id: "CP010", name: "missing-target-project", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Target project of a copy", zh: "复制的目标项目"),
        headline: Bilingual("Target project does not exist", zh: "目标项目不存在"),
        rationale: Bilingual(
            """
            The project name must exist in the target region; when omitted, ximage uses the region id, the \
            name of the default project.
            """,
            zh: "项目名称必须在目标区域中存在；留空时，ximage 会填写区域 ID，即默认项目的名称。"),
        source: "IMS API 'Error codes' (IMG.0145); Terraform provider 'ims_image_copy'",
        english: RuleText(
            "The target region has no project of this name.",
            fix: "Use the region's default project name or an existing sub-project."),
        chinese: RuleText(
            "目标区域中不存在该名称的项目。",
            fix: "请使用该区域默认项目名或已有子项目。"),
        coverage: .engine(
            Bilingual(
                """
                ximage looks up the project of the target region before it plans; a region without one ends the \
                plan.
                """,
                zh: "ximage 在生成计划前查询目标区域的项目；区域没有项目时，计划终止。")))
}
