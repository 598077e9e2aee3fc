import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionToProvision = RuleMetadata(
        id: "PM006", name: "no-permission-to-provision", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Permissions to create and delete servers", zh: "创建与删除云服务器的权限"),
        headline: Bilingual(
            "Account lacks permissions to create or delete servers",
            zh: "账号缺少创建或删除云服务器的权限"),
        rationale: Bilingual(
            """
            Provisioning needs server creation, network and volume use; removal needs server and volume \
            deletion. Checked only when the plan contains such actions.
            """,
            zh: """
                创建云服务器需要创建云服务器、使用网络和云硬盘的权限；删除需要删除云服务器和云硬盘的权限。\
                仅当计划包含这些操作时才检查。
                """),
        source: "ECS and EVS 'Permissions and supported actions'",
        english: RuleText(
            "The account in use may not create, change or delete servers and disks.",
            fix: "Ask an administrator for these permissions, or remove the step."),
        chinese: RuleText(
            "当前账号无权创建、变更或删除云服务器和磁盘。",
            fix: "请联系管理员授权，或去掉该步骤。"),
        coverage: .service(
            Bilingual(
                "No read shows whether creation and deletion are allowed; the service refuses.",
                zh: "没有接口能查询是否允许创建和删除；由云服务拒绝。")))
}
