import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let restoredDiskTypeDiffers = RuleMetadata(
        id: "DK045", name: "restored-disk-type-differs", severity: .warning, phases: [.plan, .serverSide],
        summary: "Disk type of restored disks",
        rationale: """
            While the image is backed by snapshots the restored disk's type should equal the source's \
            type; the service has an error for a type that does not match the snapshot. Once \
            region-available another type may be chosen.
            """,
        source: "Ecs.0046",
        unconfirmed: "exact condition of the error",
        english: RuleText(
            """
            {disk} asks for type {type} but its source is {other}; the service may refuse this while \
            the image is still snapshot-based.
            """,
            fix: "Use {other} or wait for region availability."),
        chinese: RuleText(
            "磁盘 {disk} 要求类型 {type}，而源盘为 {other}；镜像仍基于快照时云服务可能拒绝。",
            fix: "请使用 {other}，或等待镜像在区域内可用。"),
        coverage: .awaitingFacts(
            "Servers from whole images do not declare the image's disks yet."))
}
