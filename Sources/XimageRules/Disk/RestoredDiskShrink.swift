import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let restoredDiskShrink = RuleMetadata(
        id: "DK042", name: "restored-disk-shrink", severity: .error, phases: [.plan, .apply],
        summary: "Size not below the original",
        rationale: "A data disk restored from the image must be at least as large as the original disk.",
        source: "ECS API data_volumes.size note",
        english: RuleText(
            "{disk} of {server} is {size} GiB but its source in {image} is {min} GiB.",
            fix: "Increase it; restored disks cannot shrink."),
        chinese: RuleText(
            "云服务器 {server} 的数据盘 {disk} 为 {size} GiB，而镜像 {image} 中的源盘为 {min} GiB。",
            fix: "请增大容量，恢复的磁盘不能缩小。"),
        coverage: .awaitingFacts(
            "Servers from whole images do not declare the image's disks yet."))
}
