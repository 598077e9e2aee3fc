import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let foreignDiskSource = RuleMetadata(
        id: "DK044", name: "foreign-disk-source", severity: .error, phases: [.plan, .apply],
        summary: "Every source reference belongs to the image",
        rationale: """
            Each `from` must resolve to a child of the backup behind the image; each child is used at most \
            once; the system disk is not listed among data disks.
            """,
        source: "ECS API snapshotId; AS.1062, AS.1066",
        english: RuleText(
            "{disk} of {server} refers to source {from}, which is not a data disk of {image}.",
            fix: "Pick one of: {choices}."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 引用的来源 {from} 不是镜像 {image} 的数据盘。",
            fix: "可选：{choices}。"),
        coverage: .awaitingFacts(
            "Servers from whole images do not declare the image's disks yet."))
}
