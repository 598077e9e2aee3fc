import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionToDelete = RuleMetadata(
        id: "PM007", name: "no-permission-to-delete", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Permissions to delete images and backups", zh: "删除镜像与备份的权限"),
        headline: Bilingual(
            "Account lacks permissions to delete images or backups",
            zh: "账号缺少删除镜像或备份的权限"),
        rationale: Bilingual(
            "Deleting an image and deleting its backup are two permissions in two services.",
            zh: "删除镜像与删除其备份是两个服务中的两项权限。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios; IMS and CBR \
            'Permissions and supported actions'
            """,
        coverage: .service(
            Bilingual(
                "No read shows whether deletion is allowed; the service refuses.",
                zh: "没有接口能查询是否允许删除；由云服务拒绝。")))
}
