import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let dataImageOnRestoredDisk = RuleMetadata(
        id: "DK043", name: "data-image-on-restored-disk", severity: .error, phases: [.validate, .plan],
        summary: "No data-disk image for the image's own disks",
        chineseSummary: "镜像自带的磁盘不能再指定数据盘镜像",
        rationale: """
            A disk entry that restores a disk of the whole image may not at the same time name a data-disk \
            image. A data-disk image on additional blank disks is a separate matter and should be left \
            out of the same request.
            """,
        source: "ECS API data_image_id note; AS.1064",
        coverage: .notOffered(
            "A data disk takes no image of its own in the manifest language."))
}
