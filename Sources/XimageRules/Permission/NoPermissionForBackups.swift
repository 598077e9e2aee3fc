import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForBackups = RuleMetadata(
        id: "PM002", name: "no-permission-for-backups", severity: .error,
        phases: [.plan, .apply, .serverSide],
        title: Bilingual("Server-backup permissions", zh: "云服务器备份权限"),
        headline: Bilingual("Account lacks server-backup permissions", zh: "账号缺少云服务器备份权限"),
        rationale: Bilingual(
            """
            Because the image is created through a server backup, the backup service's create and get \
            permissions are needed as well: historically on CSBS, today on CBR (vault get, list, add \
            resource, backup; backup get, list; protectable query).
            """,
            zh: """
                镜像通过云服务器备份制作，因此还需要备份服务的创建和查询权限：过去是 CSBS 的权限，\
                现在是 CBR 的权限（存储库的查询、列表、添加资源、备份；备份的查询、列表；可备份资源查询）。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios; CBR 'Permissions and \
            supported actions'; IMS API 'Error codes' (IMG.0133, IMG.0165)
            """,
        unconfirmed: Bilingual(
            "exact action names of the cloud server backup service (CSBS)",
            zh: "云服务器备份（CSBS）授权项的确切名称"),
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
            Bilingual(
                "Refused reads make the rules that need them unknown (PM009); the service refuses creation.",
                zh: "读取被拒绝时，需要该信息的规则结果为未知（PM009）；创建由云服务拒绝。")))
}
