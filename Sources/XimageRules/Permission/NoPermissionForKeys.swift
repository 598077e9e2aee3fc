import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForKeys = RuleMetadata(
        id: "PM004", name: "no-permission-for-keys", severity: .error, phases: [.plan, .apply],
        summary: "Permissions on encryption keys",
        chineseSummary: "加密密钥权限",
        rationale: """
            Encrypted disks need read access to the key and a grant for the volume service (created once \
            by a security administrator).
            """,
        source: "EVS user guide 'Disk encryption'; IMG.0095-0103; Ecs.0025",
        coverage: .service(
            "The key service is not part of the provider; the service refuses."))
}
