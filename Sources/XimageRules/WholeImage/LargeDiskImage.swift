import XimageCore
import XimagePlanning

struct LargeDiskImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI019", name: "large-disk-image", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Disk size for single-disk images", zh: "单盘镜像的磁盘容量"),
        headline: Bilingual("Disk is too large for a data image", zh: "磁盘过大，无法制作数据盘镜像"),
        rationale: Bilingual(
            """
            System-disk and data-disk images need a disk of at most 1 TB (1024 GB). Larger data disks can be \
            captured only in a whole image.
            """,
            zh: "系统盘镜像和数据盘镜像要求磁盘不超过 1 TB（1024 GB）。更大的数据盘只能通过整机镜像采集。"),
        source: "IMS user guide 'Creating a data disk image'; IMS FAQ on image types",
        english: RuleText(
            "{disk} is {size} GiB, above the 1024 GiB limit for a {kind} image.",
            fix: "Use a whole image of its server instead."),
        chinese: RuleText(
            "磁盘 {disk} 容量为 {size} GiB，超过{kind}镜像 1024 GiB 的上限。",
            fix: "请改用该云服务器的整机镜像。"))

    static let violating = [
        RuleExample("a data image of a disk of 2 TiB", at: "image.golden from.disk") {
            $0.set("image.golden", .kind, "data")
            $0.set("image.golden", .sourceDisk, .reference(.init(.disk, "web", part: "data")))
            $0.set("disk.web.data", .size, 2048)
        }
    ]
    static let satisfying = [
        RuleExample("a data image of a disk of 100 GiB") {
            $0.set("image.golden", .kind, "data")
            $0.set("image.golden", .sourceDisk, .reference(.init(.disk, "web", part: "data")))
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let image = context.image(capture)
            guard image.desired.attributes[.kind].string == "data",
                let disk = context.disks(capture).first, let size = disk.sizeGiB
            else { continue }
            report.evaluated += 1
            guard size > Limits.imagedDiskSize else { continue }
            report.violate(
                image, at: .sourceDisk,
                ["disk": "\(disk.name)", "size": "\(size)", "kind": RuleArgument("data", zh: "数据盘")])
        }
    }
}
