import XimageCore
import XimagePlanning

struct UndocumentedDiskType: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK006", name: "undocumented-disk-type", severity: .warning,
        phases: [.validate, .plan, .serverSide],
        acknowledgement: "disk-type-backup",
        title: Bilingual("Disk types that support backup", zh: "支持备份的云硬盘类型"),
        headline: Bilingual(
            "Disk type has no documented backup support",
            zh: "文档未说明云硬盘类型是否支持备份"),
        rationale: Bilingual(
            """
            Common I/O (SATA), high I/O (SAS), general-purpose SSD (GPSSD) and ultra-high I/O (SSD) disks \
            are listed as supporting backup. An older CBR page excluded extreme SSD; for ESSD, GPSSD2 and \
            ESSD2 no current document has a statement, so the rule warns about them.
            """,
            zh: """
                文档列明普通 IO（SATA）、高 IO（SAS）、通用型 SSD（GPSSD）和超高 IO（SSD）云硬盘支持备份。\
                较早的云备份页面排除了极速型 SSD；对于 ESSD、GPSSD2 和 ESSD2，没有找到现行说明，\
                因此在可备份性检查通过之前给出警告。
                """),
        source: "EVS user guide 'Disk types' (2022); CBR user guide 'Constraints' (2021)",
        unconfirmed: Bilingual(
            "backup support of ESSD, GPSSD2 and ESSD2",
            zh: "ESSD、GPSSD2、ESSD2 是否支持备份"),
        english: RuleText(
            "{disk} has type {type}, for which backup support is not documented.",
            fix: "The live check will decide; use SAS, GPSSD or SSD to be safe."),
        chinese: RuleText(
            "磁盘 {disk} 类型为 {type}，其备份支持情况没有公开说明，将以实时检查为准。",
            fix: "如需稳妥，请使用 SAS、GPSSD 或 SSD。"))

    static let about = ["disk.type", "image.from"]

    static let violating = [
        RuleExample(
            "an extreme SSD",
            at: ["disk.web.data | ESSD"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: ESSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an extreme SSD as system disk",
            at: ["server.web | ESSD"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: ESSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an extreme SSD as system disk of an existing server",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, systemDisk: {type: ESSD, size: 40}, dataDisks: [{type: SSD, size: 100}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a second-generation SSD",
            at: ["disk.web.data | GPSSD2"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: GPSSD2, size: 100 GiB, iops: 3000, throughput: 125}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "SSD and SAS",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SAS, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an extreme SSD of a server that is not imaged",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: ESSD, size: 100 GiB}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            let image = context.image(capture)
            let server = context.server(capture)
            for disk in context.disks(capture) {
                guard let type = disk.type else { continue }
                report.evaluated += 1
                guard !["SATA", "SAS", "GPSSD", "SSD"].contains(type) else { continue }
                let subject = disk.address.flatMap { context.subject($0) }
                let declaredSystem = disk.isSystem && !(server?.isExisting ?? true) ? server : nil
                report.violate(
                    disk.address ?? declaredSystem?.address ?? image.address,
                    at: subject?.desired.place(of: .type) ?? declaredSystem?.desired.place(
                        of: .systemDiskType)
                        ?? image.desired.place(of: .source),
                    [
                        "disk": disk.address.map { "\($0)" }
                            ?? Wording.part(disk.name, of: context.serverName(capture)),
                        "type": "\(type)",
                    ], also: [image.address, capture.serverAddress].compactMap { $0 })
            }
        }
    }
}
