import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionToDelete = RuleMetadata(
        id: "PM007", name: "no-permission-to-delete", severity: .error, phases: [.plan, .apply],
        summary: "Permissions to delete images and backups",
        chineseSummary: "删除镜像与备份的权限",
        rationale: "Deleting an image and deleting its backup are two permissions in two services.",
        source: "seed (backup is deleted in its own service); IMS and CBR supported actions",
        coverage: .service(
            "No read tells whether deleting is allowed; the service refuses."))
}
