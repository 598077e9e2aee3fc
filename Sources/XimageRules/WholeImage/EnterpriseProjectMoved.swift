import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let enterpriseProjectMoved = RuleMetadata(
        id: "WI026", name: "enterprise-project-moved", severity: .info, phases: [.plan],
        summary: "Enterprise project of the image",
        rationale: """
            The enterprise project is set at creation and can be changed afterwards without rebuilding the \
            image. It does not change where the backup and the vault are accounted.
            """,
        source: "IMS API field enterprise_project_id; Terraform provider 'ims_ecs_whole_image'",
        english: RuleText(
            "{image} moves from enterprise project {old} to {new}; its backup stays with {vault}."),
        chinese: RuleText(
            "整机镜像 {image} 将从企业项目 {old} 移到 {new}；其备份仍归属存储库 {vault}。"),
        coverage: .planner(
            "The enterprise project is used when the image is made; later changes are not carried out."))
}
