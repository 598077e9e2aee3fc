import XimageCore
import XimagePlanning

struct DiskTexts: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .diskTexts, name: "disk-texts", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            Name up to 64 characters (safe limit), description up to 85, up to 10 tags (newer documents say \
            20), including those that ximage adds.
            """,
            zh: """
                名称最多 64 个字符（稳妥的上限），描述最多 85 个字符，最多 10 个标签（较新的文档\
                为 20 个），ximage 自身的标签也计算在内。
                """),
        source: "EVS API 'Creating EVS disks'; Terraform provider 'evs_volume'",
        unconfirmed: Bilingual(
            "whether a disk has at most 10 or 20 tags",
            zh: "云硬盘的标签上限是 10 个还是 20 个"))

    static let about = ["disk.description", "disk.name", "disk.tags"]

    static let violating = [
        RuleExample(
            "a long name",
            at: ["- | ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 10 GiB,
                          name: ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd}}
                """),
        RuleExample(
            "a long description",
            at: [
                "- | dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
            ],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 10 GiB,
                          description: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd}}
                """),
        RuleExample(
            "a blank in a tag",
            at: ["- | a b"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 10 GiB, tags: {a b: c}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a short name",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 10 GiB, name: web-data}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for disk in context.subjects(.disk) where !disk.isExisting {
            report.evaluated += 1
            let attributes = disk.desired.attributes
            if let name = attributes[.name].string, !Limits.diskName.contains(name.unicodeScalars.count) {
                let count = name.unicodeScalars.count
                violate(
                    disk, .name, RuleArgument("it has \(count) characters", zh: "长度为 \(count) 个字符"), &report)
            }
            if let text = attributes[.description].string,
                let reason = NameFormat.problem(
                    description: text, limit: Limits.diskDescription, allowsLines: true)
            {
                violate(disk, .description, reason, &report)
            }
            if let tags = attributes[.tags].stringMap, let (_, reason) = NameFormat.problem(tags: tags) {
                violate(disk, .tags, reason, &report)
            }
        }
    }

    private func violate(
        _ disk: RuleContext.Subject, _ attribute: AttributeName, _ reason: RuleArgument,
        _ report: inout RuleReport
    ) {
        report.violate(
            disk, at: attribute, ["field": "`\(attribute)`", "object": "\(disk.address)", "reason": reason])
    }
}
