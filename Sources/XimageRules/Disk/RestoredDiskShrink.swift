import XimageCore
import XimagePlanning

struct RestoredDiskShrink: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK042", name: "restored-disk-shrink", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Size of restored disks", zh: "恢复盘的容量"),
        headline: Bilingual("Restored disk is smaller than its source", zh: "恢复盘的容量小于源盘"),
        rationale: Bilingual(
            "A data disk restored from the image must be at least as large as the original disk.",
            zh: "从镜像恢复的数据盘，容量必须至少与原云硬盘相同。"),
        source: "ECS API 'Creating ECSs', field data_volumes.size",
        english: RuleText(
            "{disk} of {server} is {size} GiB but its source in {image} is {min} GiB.",
            fix: "Increase it; restored disks cannot shrink."),
        chinese: RuleText(
            "云服务器 {server} 的数据盘 {disk} 为 {size} GiB，而镜像 {image} 中的源盘为 {min} GiB。",
            fix: "请增大容量，恢复的磁盘不能缩小。"))

    static let violating = [
        RuleExample("smaller than the disk in the image", at: "disk.web.data size") {
            $0.provision()
            $0.set("disk.web.data", .size, 60)
        },
        RuleExample("smaller than the disk that will be in the image", at: "disk.clone.data size") {
            $0.addClone(data: 60)
        },
    ]
    static let satisfying = [
        RuleExample("of the same size") { $0.provision() },
        RuleExample("larger") {
            $0.provision()
            $0.set("disk.web.data", .size, 200)
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (_, image, facts) in context.serversFromWholeImages() {
            guard let backup = facts.backup, context.backups[backup] == nil,
                let fact = context.refused("backups", in: image.region)
            else { continue }
            report.missing(fact)
        }
        for (server, image, disks) in context.provisionedServers() {
            for restored in context.restored(server, from: disks) {
                guard let least = restored.source?.sizeGiB,
                    let size = restored.disk.desired.attributes[.size].int
                else { continue }
                report.evaluated += 1
                guard size < least else { continue }
                report.violate(
                    restored.disk, at: .size,
                    [
                        "disk": "\(restored.disk.address)", "server": "\(server.address)", "size": "\(size)",
                        "image": "\(image)", "min": "\(least)",
                    ], remark: RuleArgument("at least \(least) GiB", zh: "至少 \(least) GiB"))
            }
        }
    }
}
