import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForBackups = RuleMetadata(
        id: "PM002", name: "no-permission-for-backups", severity: .error,
        phases: [.plan, .apply, .serverSide],
        summary: "Permission to create and read server backups",
        rationale: """
            Because the image is made through a server backup, the backup service's create and get \
            permissions are needed as well: historically on CSBS, today on CBR (vault get, list, add \
            resource, backup; backup get, list; protectable query).
            """,
        source: "seed; CBR permissions and supported actions; IMG.0133, IMG.0165",
        unconfirmed: "exact CSBS action names",
        english: RuleText(
            """
            The account in use lacks permissions of the server-backup service, which \
            creating a whole image requires.
            """,
            fix: "Ask for both the create and the read permission."),
        chinese: RuleText(
            "当前账号缺少云服务器备份的权限，制作整机镜像时必须具备。",
            fix: "请申请备份服务的创建与查询权限。"),
        coverage: .service(
            """
            Refused reads make the rules that need them unknown (PM009); creating is refused by the \
            service.
            """))
}
