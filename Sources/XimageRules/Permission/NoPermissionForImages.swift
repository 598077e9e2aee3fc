import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForImages = RuleMetadata(
        id: "PM001", name: "no-permission-for-images", severity: .error,
        phases: [.plan, .apply, .serverSide],
        title: Bilingual("Permission to create images", zh: "创建镜像的权限"),
        headline: Bilingual(
            "Account lacks permission to create whole images",
            zh: "账号缺少创建整机镜像的权限"),
        rationale: Bilingual(
            """
            Making a whole image needs the image service's create permission (action ims:wholeImages:create, \
            plus image get and list for polling).
            """,
            zh: """
                制作整机镜像需要镜像服务的创建权限（操作 ims:wholeImages:create，\
                以及用于轮询的镜像查询和列表权限）。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios; IMS 'Permissions and \
            supported actions'; IMS API 'Error codes' (IMG.0026)
            """,
        english: RuleText(
            "The account in use may not create whole images in this region.",
            fix: "Ask an administrator to grant the image service's create permission."),
        chinese: RuleText(
            "当前账号无权在该区域制作整机镜像。",
            fix: "请联系管理员授予镜像服务的创建权限。"),
        coverage: .service(
            Bilingual(
                """
                No read shows whether creation is allowed; the refusal of the service is shown with this \
                message.
                """,
                zh: "没有接口能查询是否允许创建；云服务拒绝时显示本消息。")))
}
