import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForKeys = RuleMetadata(
        id: "PM004", name: "no-permission-for-keys", severity: .error, phases: [.plan, .apply],
        summary: "Permissions on encryption keys",
        rationale: """
            Encrypted disks need read access to the key and a grant for the volume service (created once \
            by a security administrator).
            """,
        source: "EVS user guide 'Disk encryption'; IMG.0095-0103; Ecs.0025",
        english: RuleText(
            "No access to key {key} used by {disk}.",
            fix: "Ask for the key service's permission or a grant for the volume service."),
        chinese: RuleText(
            "无权访问磁盘 {disk} 使用的密钥 {key}。",
            fix: "请申请密钥管理权限或为云硬盘服务授权。"),
        coverage: .service(
            "The key service is not part of the provider; the service refuses."))
}
