import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let enterpriseProjectMoved = RuleMetadata(
        id: "WI026", name: "enterprise-project-moved", severity: .info, phases: [.plan],
        summary: "Enterprise project of the image",
        chineseSummary: "镜像的企业项目",
        rationale: """
            The enterprise project is set at creation and can be changed afterwards without rebuilding the \
            image. It does not change where the backup and the vault are accounted.
            """,
        source: "IMS API field enterprise_project_id; Terraform provider 'ims_ecs_whole_image'",
        coverage: .planner(
            "The enterprise project is used when the image is made; later changes are not carried out."))
}
