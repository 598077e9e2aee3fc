import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForServers = RuleMetadata(
        id: "PM003", name: "no-permission-for-servers", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Permissions on servers and disks", zh: "云服务器与磁盘的权限"),
        headline: Bilingual(
            "Account lacks permissions on servers or disks",
            zh: "账号缺少云服务器或磁盘的权限"),
        rationale: Bilingual(
            """
            Needed beside PM001 and PM002: read servers and their attachments, use and read volumes, read \
            snapshots; start and stop if the plan stops the server. Sibling documentation also lists \
            object-storage and key-service actions for the whole-image action.
            """,
            zh: """
                除 PM001 和 PM002 外，还需要以下权限：查询云服务器及其挂载信息，使用和查询云硬盘，查询快照；\
                计划要关闭云服务器时，还需要开机和关机权限。同源云平台的文档还为整机镜像操作列出了对象存储和\
                密钥服务的操作。
                """),
        source: "IMS, ECS and EVS 'Permissions and supported actions'",
        unconfirmed: Bilingual(
            "complete list of permissions that each operation depends on",
            zh: "各操作所依赖权限的完整列表"),
        english: RuleText(
            "The account in use may not read or operate servers and their disks.",
            fix: "Ask an administrator for these permissions."),
        chinese: RuleText(
            "当前账号无权读取或操作云服务器及其磁盘。",
            fix: "请联系管理员授权。"),
        coverage: .service(
            Bilingual(
                "Refused reads make the rules that need them unknown (PM009); the service refuses operations.",
                zh: "读取被拒绝时，需要该信息的规则结果为未知（PM009）；操作由云服务拒绝。")))
}
