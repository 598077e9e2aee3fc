import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let dataImageOnRestoredDisk = RuleMetadata(
        id: "DK043", name: "data-image-on-restored-disk", severity: .error, phases: [.validate, .plan],
        summary: "No data-disk image for the image's own disks",
        rationale: """
            A disk entry that restores a disk of the whole image may not at the same time name a data-disk \
            image. A data-disk image on additional blank disks is a separate matter and should be left \
            out of the same request.
            """,
        source: "ECS API data_image_id note; AS.1064",
        english: RuleText(
            "{disk} of {server} names a data-disk image, which cannot be combined with {image}.",
            fix: "Remove the image reference."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 指定了数据盘镜像，不能与整机镜像 {image} 同时使用。",
            fix: "请删除该引用。"),
        coverage: .notOffered(
            "A data disk takes no image of its own in the manifest language."))
}
