import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForImages = RuleMetadata(
        id: "PM001", name: "no-permission-for-images", severity: .error,
        phases: [.plan, .apply, .serverSide],
        summary: "Permission to create images",
        rationale: """
            Making a whole image needs the image service's create permission (action \
            ims:wholeImages:create, plus image get and list for polling).
            """,
        source: "seed; IMS permissions and supported actions; IMG.0026",
        english: RuleText(
            "The account in use may not create whole images in this region.",
            fix: "Ask an administrator to grant the image service's create permission."),
        chinese: RuleText(
            "当前账号无权在该区域制作整机镜像。",
            fix: "请联系管理员授予镜像服务的创建权限。"),
        coverage: .service(
            "No read tells whether creating is allowed; the service's refusal is shown with this message."))
}
