import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForCopies = RuleMetadata(
        id: "PM005", name: "no-permission-for-copies", severity: .error, phases: [.plan, .apply],
        summary: "Permissions for replication",
        chineseSummary: "跨区域复制权限",
        rationale: """
            The user needs image permissions and IAM read access in both regions; the copy action can be \
            granted on the regional project only, not on an enterprise project. The agency's own \
            permission is CP009.
            """,
        source: """
            IMS user guide 'Replicating images across regions'; IMS supported actions (ims:images:copy)
            """,
        coverage: .service(
            "No read tells whether copying is allowed; the service refuses."))
}
