import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForCopies = RuleMetadata(
        id: "PM005", name: "no-permission-for-copies", severity: .error, phases: [.plan, .apply],
        summary: "Permissions for replication",
        rationale: """
            The user needs image permissions and IAM read access in both regions; the copy action can be \
            granted on the regional project only, not on an enterprise project. The agency's own \
            permission is CP009.
            """,
        source: """
            IMS user guide 'Replicating images across regions'; IMS supported actions (ims:images:copy)
            """,
        english: RuleText(
            "Replicating to {region} needs image permissions there and in {source}; missing: {actions}.",
            fix: "Grant them on the regional projects."),
        chinese: RuleText(
            "复制到 {region} 需要在 {source} 与 {region} 均具备镜像权限，缺少：{actions}。",
            fix: "请在对应的区域项目上授权。"),
        coverage: .service(
            "No read tells whether copying is allowed; the service refuses."))
}
