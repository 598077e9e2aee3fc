import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionToDelete = RuleMetadata(
        id: "PM007", name: "no-permission-to-delete", severity: .error, phases: [.plan, .apply],
        summary: "Permissions to delete images and backups",
        rationale: "Deleting an image and deleting its backup are two permissions in two services.",
        source: "seed (backup is deleted in its own service); IMS and CBR supported actions",
        english: RuleText(
            """
            Deleting {image} and its backup {backup} takes permissions in two services; missing: \
            {actions}.
            """,
            fix: "Ask for them, or keep the backup."),
        chinese: RuleText(
            "删除镜像 {image} 及其备份 {backup} 需要两个服务的权限，缺少：{actions}。",
            fix: "请申请授权，或保留备份。"),
        coverage: .service(
            "No read tells whether deleting is allowed; the service refuses."))
}
