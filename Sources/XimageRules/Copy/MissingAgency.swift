import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingAgency = RuleMetadata(
        id: "CP009", name: "missing-agency", severity: .error, phases: [.plan, .apply, .serverSide],
        summary: "An agency for the image service exists",
        rationale: """
            The agency must be of the cloud-service kind with the image service as trustee, and hold the \
            image administrator role for the target region's project (not through 'all projects'). Older \
            documents ask for both regions.
            """,
        source: "IMS user guide 'Creating an agency'; IMG.0151",
        unconfirmed: "whether the source region's project is still needed",
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
            """
            The API reference has no operation that lists IAM agencies; the service refuses a copy \
            without a fitting one.
            """))
}
