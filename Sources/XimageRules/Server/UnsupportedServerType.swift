import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unsupportedServerType = RuleMetadata(
        id: "SV013", name: "unsupported-server-type", severity: .error, phases: [.plan, .serverSide],
        summary: "Server type must support images and backup",
        rationale: """
            Some server types cannot be captured (for instance those whose storage is only local disks). \
            The service answers this through the protectable check (SV014) or at submit time.
            """,
        source: "IMG.0063, BackupService.7103",
        english: RuleText(
            "{server} ({flavor}) is of a type that cannot be made into an image: {reason}.",
            fix: "Move the workload to a flavor with cloud disks and image that server."),
        chinese: RuleText(
            "云服务器 {server} （{flavor}）的类型不支持制作镜像：{reason}。",
            fix: "请将业务迁移到使用云硬盘的规格后再制作。"),
        coverage: .service(
            "Only the backup service knows which server types it takes."))
}
