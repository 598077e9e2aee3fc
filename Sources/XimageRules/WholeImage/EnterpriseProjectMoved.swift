import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let enterpriseProjectMoved = RuleMetadata(
        id: "WI026", name: "enterprise-project-moved", severity: .info, phases: [.plan],
        title: Bilingual("Enterprise project of the image", zh: "镜像的企业项目"),
        headline: Bilingual("Enterprise project of the image changes", zh: "镜像的企业项目有变更"),
        rationale: Bilingual(
            """
            The enterprise project is set at creation and can be changed afterwards without rebuilding the \
            image. It does not change where the backup and the vault are accounted. ximage sets it at creation \
            only.
            """,
            zh: """
                企业项目在创建时设置，之后可以修改，无需重新制作镜像。它不会改变备份和存储库的费用归属。ximage \
                仅在创建时设置企业项目。
                """),
        source: """
            IMS API 'Creating a full-ECS image', field enterprise_project_id; Terraform provider \
            'ims_ecs_whole_image'
            """,
        coverage: .planner(
            Bilingual(
                "The enterprise project applies when the image is created; later changes are not carried out.",
                zh: "企业项目在创建镜像时生效；之后的变更不会执行。")))
}
