import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let restoredDiskTypeDiffers = RuleMetadata(
        id: "DK045", name: "restored-disk-type-differs", severity: .error, phases: [.serverSide],
        title: Bilingual("Type of restored disks", zh: "恢复盘的类型"),
        headline: Bilingual("Restored disk differs in type from its source", zh: "恢复盘的类型与源盘不同"),
        rationale: Bilingual(
            """
            While the image is backed by snapshots the restored disk's type should equal the source's type; \
            the service has an error for a type that does not match the snapshot. Once region-available \
            another type may be chosen.
            """,
            zh: """
                镜像仍基于快照期间，恢复盘的类型应与源盘类型相同；类型与快照不匹配时，服务会报错。\
                镜像在区域内可用之后，可以选择其他类型。
                """),
        source: "ECS API 'Error codes' (Ecs.0046)",
        english: RuleText(
            """
            A disk of {object} has another type than its source; the service refuses this while the image is still \
            snapshot-based.
            """, fix: "Use the type of the source, or wait for region availability."),
        chinese: RuleText(
            "{object} 的某块云硬盘类型与源盘不同；镜像仍基于快照时云服务会拒绝。",
            fix: "请使用源盘的类型，或等待镜像在区域内可用。"),
        coverage: .planner(
            Bilingual(
                "A server whose disks get another type than in its image waits until the whole region can use the image.",
                zh: "云服务器的云硬盘类型与镜像中不同时，会等待镜像在整个区域可用后再创建。")))
}
