import XimageCore
import XimagePlanning

struct LocalDiskData: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK007", name: "local-disk-data", severity: .error, phases: [.plan, .serverSide],
        acknowledgement: "local-disk-data",
        title: Bilingual("Local disks", zh: "本地盘"),
        headline: Bilingual("Server has local disks", zh: "云服务器带有本地盘"),
        rationale: Bilingual(
            """
            Data on local disks (flavors with quota:local_disk, quota:nvme_ssd or local-disk storage) cannot \
            be backed up or restored. For servers that have EVS disks too, an acknowledgement states that \
            losing the local data is accepted; if the type is refused outright, SV013 applies.
            """,
            zh: """
                本地盘（带有 `quota:local_disk`、`quota:nvme_ssd` 或本地盘存储的规格）上的数据不能备份，\
                也不能恢复。对于同时带有云硬盘的云服务器，可通过确认项声明接受丢失本地盘数据；\
                如果服务完全拒绝该类型，则适用 SV013。
                """),
        source: "CBR user guide 'Constraints'; CBR API 'Error codes' (BackupService.7109, 7113)",
        unconfirmed: Bilingual(
            "whether a server with local and EVS disks is accepted with its EVS disks only",
            zh: "同时带有本地盘和云硬盘的云服务器，是否可只采集云硬盘"),
        english: RuleText(
            "{server} ({flavor}) has local disks, whose data will not be in the image.",
            fix: "Copy that data to an EVS disk first, or acknowledge `local-disk-data`."),
        chinese: RuleText(
            "云服务器 {server}（{flavor}）带有本地盘，其数据不会进入镜像。",
            fix: "请先将数据复制到云硬盘，或确认 `local-disk-data`。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source has local disks",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            accepted: "The service refuses with IMG.0063, whose rule is SV013."),
        RuleExample(
            "the local disks are acknowledged",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                acknowledge: [{target: image.golden, key: local-disk-data, reason: cache only}]
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the source has none",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a server with local disks that is not imaged",
            manifest: """
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

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
