import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let dataImageOnRestoredDisk = RuleMetadata(
        id: "DK043", name: "data-image-on-restored-disk", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Data-disk image for a restored disk", zh: "恢复盘的数据盘镜像"),
        headline: Bilingual("Restored disk also names a data-disk image", zh: "恢复盘同时指定了数据盘镜像"),
        rationale: Bilingual(
            """
            A disk entry that restores a disk of the whole image may not at the same time name a data-disk \
            image. A data-disk image on additional blank disks should be requested separately.
            """,
            zh: """
                用于恢复整机镜像中某块磁盘的条目，不能同时指定数据盘镜像。为额外的空数据盘指定数据盘镜像是另\
                一回事，不应放在同一请求中。
                """),
        source: "ECS API 'Creating ECSs', field data_image_id; Auto Scaling API 'Error codes' (AS.1064)",
        coverage: .notOffered(
            Bilingual(
                "A data disk takes no image of its own in the manifest language.",
                zh: "清单语言中，数据盘不能单独指定镜像。")))
}
