import XimageCore
import XimagePlanning

struct FixedDiskAttribute: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK023", name: "fixed-disk-attribute", severity: .error, phases: [.plan],
        acknowledgement: "destroy",
        title: Bilingual("Fixed disk attributes", zh: "云硬盘的固定属性"),
        headline: Bilingual("Attribute change would replace the disk", zh: "属性变更会导致云硬盘重建"),
        rationale: Bilingual(
            """
            Encryption and key, sharing, device type (VBD or SCSI), AZ and source cannot be changed after \
            creation. A change plans as a replacement with data loss and needs the destroy acknowledgement.
            """,
            zh: """
                加密与密钥、共享、磁盘模式（VBD 或 SCSI）、可用区和来源在创建后不能更改。\
                更改这些属性会在计划中表现为重建，数据会丢失，须确认 `destroy`。
                """),
        source: "EVS user guide 'Shared disks', 'Disk encryption', 'Device types'",
        english: RuleText(
            "{field} of {disk} cannot be changed in place; the disk would be replaced and its data lost.",
            fix: "Acknowledge `destroy` for this disk, or create a second disk and move the data."),
        chinese: RuleText(
            "磁盘 {disk} 的 {field} 无法原地修改，重建会丢失数据。",
            fix: "请为该磁盘确认 `destroy`，或新建磁盘并迁移数据。"))

    static let about = ["disk.shared", "disk.type"]

    static let violating = [
        RuleExample(
            "a slower disk type",
            at: ["disk.web.data | SAS"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SAS, size: 100 GiB}}
                """),
        RuleExample(
            "a disk that becomes shared",
            at: ["disk.web.data | true"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, shared: true}}
                """),
        RuleExample(
            "a disk that becomes a SCSI disk",
            at: ["disk.web.data | scsi"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, device: scsi}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a larger disk",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
        RuleExample(
            "a faster disk type",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SAS, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for disk in context.subjects(.disk) where disk.live != nil {
            report.evaluated += 1
            guard case .replace = disk.change?.action,
                case .immutableAttributes(let names) = disk.change?.reason
            else { continue }
            report.violate(
                disk, at: names.first,
                ["disk": "\(disk.address)", "field": "\(names.map { "`\($0)`" }.joined(separator: ", "))"])
        }
    }
}
