import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let largeDiskImage = RuleMetadata(
        id: "WI019", name: "large-disk-image", severity: .error, phases: [.validate, .plan],
        summary: "Disks above 1 TB can be imaged only as part of a whole image",
        rationale: """
            System-disk and data-disk images need a disk of at most 1 TB (1024 GB). Larger data disks can \
            be captured only in a whole image.
            """,
        source: "IMS user guide 'Creating a data disk image', FAQ on image types",
        english: RuleText(
            "{disk} is {size} GiB, above the 1024 GiB limit for a {kind} image.",
            fix: "Use a whole image of its server instead."),
        chinese: RuleText(
            "磁盘 {disk} 容量为 {size} GiB，超过{kind}镜像 1024 GiB 的上限。",
            fix: "请改用该云服务器的整机镜像。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
