import XimageCore
import XimagePlanning

struct ImageContentShown: ExemplifiedRule, AdviceRule {
    static let metadata = RuleMetadata(
        id: "WI002", name: "image-content-shown", severity: .info, phases: [.plan],
        title: Bilingual("Content of the image", zh: "镜像内容"),
        headline: Bilingual("Image captures the attached disks", zh: "镜像将采集已挂载的磁盘"),
        rationale: Bilingual(
            """
            The image holds the system disk and every data disk attached to the server when the task starts, \
            data included, minus disks excluded by the vault binding (VA021). Data written after the start is \
            not part of it. The plan lists each captured disk with its size.
            """,
            zh: """
                镜像包含系统盘以及任务开始时挂载在云服务器上的所有数据盘及其数据，但不包含存储库绑定排除的磁盘（\
                VA021）。任务开始之后写入的数据不在镜像中。计划会列出采集的每块磁盘及其容量。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios; IMS FAQ on data \
            written while an image is created
            """,
        english: RuleText(
            """
            {image} will capture {count} of {server}, {size} GiB in total: {disks}. Data \
            written after the task starts will not be in the image.
            """),
        chinese: RuleText(
            "整机镜像 {image} 将采集云服务器 {server} 的 {count}，共 {size} GiB：{disks}。任务开始之后写入的数据不会进入镜像。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "an image is created",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "no image is created",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an image of the system disk alone",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {kind: system, from: {server: web}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            let image = context.image(capture)
            guard image.desired.attributes[.kind].string == "whole" else { continue }
            report.evaluated += 1
            guard let total = capture.totalGiB else { continue }
            let disks = context.disks(capture)
            let list = disks.map { disk in
                let size = SizeText.gibibytes(disk.sizeGiB)
                return RuleArgument("\(disk.name) \(size)", zh: disk.name.chinese.map { "\($0) \(size)" })
            }
            report.violate(
                image, at: .source,
                [
                    "image": "\(image.address)", "server": "\(context.serverName(capture))",
                    "count": Wording.count(disks.count, "disk", zh: "块磁盘"),
                    "size": "\(total)", "disks": Wording.list(list, limit: 8),
                ])
        }
    }
}
