import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForServers = RuleMetadata(
        id: "PM003", name: "no-permission-for-servers", severity: .error, phases: [.plan, .apply],
        summary: "Permissions on servers and disks",
        rationale: """
            Needed beside PM001 and PM002: read servers and their attachments, use and read volumes, read \
            snapshots; start and stop if the plan stops the server. Sibling documentation also lists \
            object-storage and key-service actions for the whole-image action.
            """,
        source: "IMS permissions (dependency column); ECS and EVS supported actions",
        unconfirmed: "full dependency list on Huawei Cloud",
        english: RuleText(
            "The account in use may not read or operate servers and their disks.",
            fix: "Ask an administrator for these permissions."),
        chinese: RuleText(
            "当前账号无权读取或操作云服务器及其磁盘。",
            fix: "请联系管理员授权。"),
        coverage: .service(
            """
            Refused reads make the rules that need them unknown (PM009); operations are refused by the \
            service.
            """))
}
