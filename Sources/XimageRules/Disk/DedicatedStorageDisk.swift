import XimageCore
import XimagePlanning

struct DedicatedStorageDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK003", name: "dedicated-storage-disk", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Disks on dedicated distributed storage", zh: "专属分布式存储上的云硬盘"),
        headline: Bilingual("Disk is on dedicated distributed storage", zh: "云硬盘位于专属分布式存储"),
        rationale: Bilingual(
            """
            A server with any disk on dedicated distributed storage (DSS, also seen as DESS) cannot be \
            imaged in any way.
            """,
            zh: """
                只要云服务器有任一云硬盘位于专属分布式存储（DSS，也显示为 DESS），就不能制作任何类型的镜像。
                """),
        source: """
            IMS user guide 'Constraints' (2019); IMS API 'Error codes' (IMG.0153); CBR API 'Error codes' \
            (BackupService.7001, 7111)
            """,
        english: RuleText(
            "{disk} of {server} is on dedicated distributed storage, which whole images do not support.",
            fix: "Migrate it to an ordinary EVS disk or detach it before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 位于专属分布式存储，不支持制作整机镜像。",
            fix: "请先迁移到普通云硬盘，或在制作前卸载。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a disk on dedicated storage",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{type: SSD, size: 100, service: DSS}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a disk on dedicated enterprise storage",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{type: SSD, size: 100, service: DESS}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "ordinary disks",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{type: SSD, size: 100}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (capture, disk) in context.capturedLiveDisks() {
            guard case .disk(let facts) = disk.live?.facts else { continue }
            report.evaluated += 1
            guard let service = facts.serviceType, ["DSS", "DESS"].contains(service) else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "disk": RuleArgument("Disk \(disk.name)", zh: disk.name.chinese ?? disk.name.english),
                    "server": "\(context.serverName(capture))",
                ])
        }
    }
}
