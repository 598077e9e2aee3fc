import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingAgency = RuleMetadata(
        id: "CP009", name: "missing-agency", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Agency for the image service", zh: "镜像服务的委托"),
        headline: Bilingual("Agency is missing or lacks permission", zh: "委托不存在或权限不足"),
        rationale: Bilingual(
            """
            The agency must be of the cloud-service kind with the image service as trustee, and hold the \
            image administrator role for the target region's project (not through 'all projects'). Older \
            documents require the role in both regions.
            """,
            zh: """
                委托必须为云服务类型，受托方为镜像服务，并在目标区域的项目中拥有镜像管理员角色（不能通过“所\
                有项目”授权）。较早的文档要求在两个区域都授权。
                """),
        source: "IMS user guide 'Creating an agency'; IMS API 'Error codes' (IMG.0151)",
        unconfirmed: Bilingual(
            "whether the project of the source region is still needed",
            zh: "是否仍需要源区域项目的权限"),
        english: RuleText(
            """
            The agency of the image service is missing, or lacks image administration for \
            the target project.
            """,
            fix: """
                Create a cloud-service agency for the image service with that role in the target region's \
                project.
                """),
        chinese: RuleText(
            "镜像服务的委托不存在，或未获得目标项目的镜像管理权限。",
            fix: "请在目标区域项目下为镜像服务创建云服务委托并授予该权限。"),
        coverage: .service(
            Bilingual(
                """
                The API reference has no operation that lists IAM agencies; the service refuses a copy without a \
                suitable one.
                """,
                zh: "API 参考没有查询 IAM 委托列表的接口；没有合适的委托时，云服务会拒绝复制。")))
}
