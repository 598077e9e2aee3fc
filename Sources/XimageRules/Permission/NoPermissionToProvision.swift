import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionToProvision = RuleMetadata(
        id: "PM006", name: "no-permission-to-provision", severity: .error, phases: [.plan, .apply],
        summary: "Permissions to create and delete servers",
        rationale: """
            Provisioning needs server creation, network and volume use; removal needs server and volume \
            deletion. Checked only when the plan contains such actions.
            """,
        source: "ECS and EVS supported actions",
        english: RuleText(
            "The account in use may not create, change or delete servers and disks.",
            fix: "Ask an administrator for these permissions, or remove the step."),
        chinese: RuleText(
            "当前账号无权创建、变更或删除云服务器和磁盘。",
            fix: "请联系管理员授权，或去掉该步骤。"),
        coverage: .service(
            "No read tells whether creating and deleting are allowed; the service refuses."))
}
