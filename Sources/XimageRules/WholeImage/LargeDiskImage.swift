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

    static let about = ["image.from.disk"]

    static let violating = [
        RuleExample(
            "a data image of a disk of 2 TiB",
            at: ["image.golden | data"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 2048 GiB}}
                images: {golden: {kind: data, from: {server: web, disk: data}}}
                """),
        RuleExample(
            "the same from the manifests alone",
            at: ["image.golden | data"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 2048 GiB}}
                images: {golden: {kind: data, from: {server: web, disk: data}}}
                """,
            command: .validate),
        RuleExample(
            "the same disk of an existing server",
            at: ["image.golden | disk1"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, dataDisks: [{size: 2048}]}]}}
                """,
            manifest: """
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {kind: data, from: {server: billing, disk: disk1}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a data image of a disk of 100 GiB",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {kind: data, from: {server: web, disk: data}}}
                """),
        RuleExample(
            "a whole image of the server",
            manifest: """
                vaults: {main: {size: 3000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 2048 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
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
