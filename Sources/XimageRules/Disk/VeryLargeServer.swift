import XimageCore
import XimagePlanning

struct VeryLargeServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK009", name: "very-large-server", severity: .warning, phases: [.plan],
        title: Bilingual("Total disk size of a server", zh: "云服务器的磁盘总容量"),
        headline: Bilingual("Server has more than 4 TiB of disks", zh: "云服务器的磁盘总容量超过 4 TiB"),
        rationale: Bilingual(
            "The backup guide advises against backing up servers whose disks add up to more than 4 TB.",
            zh: "云备份指南不建议备份磁盘总容量超过 4 TB 的云服务器。"),
        source: "CBR user guide 'Constraints'",
        english: RuleText(
            """
            The disks of {server} add up to {size} GiB; above 4096 GiB a backup is slow and more \
            likely to fail.
            """,
            fix:
                "Exclude large data disks from the vault binding, in the backup service, or move them to another server."
        ),
        chinese: RuleText(
            "云服务器 {server} 磁盘总容量为 {size} GiB，超过 4096 GiB 时备份较慢且更易失败。",
            fix: "可在云备份服务中从存储库绑定排除大容量数据盘，或将其移到其他云服务器。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "more than 4 TiB of disks",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 10000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 5000 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "more than 4 TiB of disks of an existing server",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{size: 2048}, {size: 2048}]}
                """,
            manifest: """
                vaults: {main: {size: 10000 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "4 TiB of disks",
            manifest: """
                vaults: {main: {size: 10000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 4056 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let size = capture.totalGiB else { continue }
            report.evaluated += 1
            guard size > 4096 else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "size": "\(size)"])
        }
    }
}
