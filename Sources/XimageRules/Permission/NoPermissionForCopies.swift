import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForCopies = RuleMetadata(
        id: "PM005", name: "no-permission-for-copies", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Replication permissions", zh: "跨区域复制权限"),
        headline: Bilingual("Account lacks replication permissions", zh: "账号缺少跨区域复制的权限"),
        rationale: Bilingual(
            """
            The user needs image permissions and IAM read access in both regions; the copy action can be \
            granted on the regional project only, not on an enterprise project. The agency's own permission \
            is CP009.
            """,
            zh: """
                用户需要在两个区域都有镜像权限和 IAM 只读权限；复制操作只能在区域项目上授权，\
                不能在企业项目上授权。委托自身的权限见 CP009。
                """),
        source: "IMS user guide 'Replicating images across regions'; IMS 'Permissions and supported actions'",
        coverage: .service(
            Bilingual(
                "No read shows whether copying is allowed; the service refuses.",
                zh: "没有接口能查询是否允许复制；由云服务拒绝。")))
}
