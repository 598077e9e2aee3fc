import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let noPermissionForKeys = RuleMetadata(
        id: "PM004", name: "no-permission-for-keys", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Permissions on encryption keys", zh: "加密密钥权限"),
        headline: Bilingual("Account lacks permissions on encryption keys", zh: "账号缺少加密密钥的权限"),
        rationale: Bilingual(
            """
            Encrypted disks need read access to the key and a grant for the volume service (created once by \
            a security administrator).
            """,
            zh: "加密磁盘需要密钥的查询权限，以及对云硬盘服务的授权（由安全管理员创建一次）。"),
        source: """
            EVS user guide 'Disk encryption'; IMS API 'Error codes' (IMG.0095-0103); ECS API 'Error codes' \
            (Ecs.0025)
            """,
        coverage: .service(
            Bilingual(
                "ximage does not read the key service; the service refuses.",
                zh: "ximage 不读取密钥管理服务；由云服务拒绝。")))
}
