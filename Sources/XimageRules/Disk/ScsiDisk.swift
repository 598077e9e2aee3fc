import XimageCore
import XimagePlanning

struct ScsiDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK005", name: "scsi-disk", severity: .warning, phases: [.validate, .plan, .serverSide],
        acknowledgement: "scsi-disk",
        title: Bilingual("SCSI disks", zh: "SCSI 模式的云硬盘"),
        headline: Bilingual("SCSI disk may not support backup", zh: "SCSI 云硬盘可能不支持备份"),
        rationale: Bilingual(
            """
            The backup service has error codes saying that SCSI disks do not support backup and that a SCSI \
            disk cannot be designated the system disk, while the user guides do not list the restriction. \
            The protectable check decides; before that the rule only warns. After provisioning from an \
            AZ-only image the SCSI attribute cannot be altered (AV008).
            """,
            zh: """
                云备份服务的错误码表明 SCSI 云硬盘不支持备份，也不能将 SCSI 云硬盘指定为系统盘，\
                而产品指南没有列出这一限制。以可备份性检查的结果为准，在此之前本规则只给出警告。\
                用仅在单个可用区可用的镜像创建云服务器后，SCSI 属性不能更改（AV008）。
                """),
        source: "CBR API 'Error codes' (BackupService.6141, 7002, 7104)",
        unconfirmed: Bilingual("whether SCSI disks are refused today", zh: "目前是否仍拒绝 SCSI 云硬盘"),
        english: RuleText(
            "{disk} is of SCSI type, which the backup service may refuse.",
            fix: "Use a VBD disk, or acknowledge `scsi-disk` and let the live check decide."),
        chinese: RuleText(
            "磁盘 {disk} 为 SCSI 类型，备份服务可能拒绝。",
            fix: "请改用 VBD 类型磁盘，或确认 `scsi-disk` 并以实时检查为准。"))

    static let about = ["disk.device"]

    static let violating = [
        RuleExample(
            "a SCSI disk",
            at: ["disk.web.data | scsi"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, device: scsi}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a SCSI disk of an existing server",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{type: SSD, size: 100, scsi: true}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a SCSI disk where the service refuses it",
            at: ["image.golden | billing"],
            world: """
                limits: {scsiBackup: false}
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{type: SSD, size: 100, scsi: true}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a VBD disk",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, device: vbd}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a SCSI disk of a server that is not imaged",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, device: scsi}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            for disk in context.disks(capture) where !disk.isSystem {
                report.evaluated += 1
                let subject = disk.address.flatMap { context.subject($0) }
                let device =
                    subject?.desired.attributes[.device].string ?? disk.live?.attributes[.device].string
                guard device == "scsi" else { continue }
                let image = context.image(capture)
                report.violate(
                    disk.address ?? image.address,
                    at: subject?.desired.place(of: .device) ?? image.desired.place(of: .source),
                    [
                        "disk": disk.address.map { "\($0)" }
                            ?? RuleArgument("Disk \(disk.name)", zh: disk.name.chinese ?? disk.name.english)
                    ],
                    also: [image.address, capture.serverAddress].compactMap { $0 })
            }
        }
    }
}
