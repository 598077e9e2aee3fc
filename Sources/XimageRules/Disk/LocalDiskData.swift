import XimageCore
import XimagePlanning

struct LocalDiskData: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK007", name: "local-disk-data", severity: .error, phases: [.plan, .serverSide],
        acknowledgement: "local-disk-data",
        summary: "Local disks are not captured",
        rationale: """
            Data on local disks (flavors with quota:local_disk, quota:nvme_ssd or local-disk storage) \
            cannot be backed up or restored. For servers that have EVS disks too, an acknowledgement \
            states that losing the local data is accepted; if the type is refused outright, SV013 applies.
            """,
        source: "CBR user guide 'Constraints' (local disks); BackupService.7109, 7113",
        unconfirmed: "whether a mixed server is accepted with its EVS disks only",
        english: RuleText(
            "{server} ({flavor}) has local disks, whose data will not be in the image.",
            fix: "Copy that data to an EVS disk first, or acknowledge `local-disk-data`."),
        chinese: RuleText(
            "云服务器 {server} （{flavor}）带有本地盘，其数据不会进入镜像。",
            fix: "请先将数据复制到云硬盘，或确认 `local-disk-data`。"))

    static let violating = [
        RuleExample("the source has local disks", at: "image.golden from") {
            $0.catalogue {
                $0.flavors["i3.2xlarge.8"] = Flavor(id: "i3.2xlarge.8", vcpus: 8, memoryMiB: 65_536)
                $0.flavors["i3.2xlarge.8"]?.hasLocalDisks = true
            }
            $0.set("server.web", .flavor, "i3.2xlarge.8")
        }
    ]
    static let satisfying = [RuleExample("the source has none") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let (name, flavor) = context.sourceFlavor(capture) else { continue }
            report.evaluated += 1
            guard flavor.hasLocalDisks else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "flavor": "\(name)"],
                also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
