import XimageCore
import XimagePlanning

struct ForeignZoneName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV014", name: "foreign-zone-name", severity: .warning, phases: [.validate],
        title: Bilingual("AZ name", zh: "可用区名称"),
        headline: Bilingual("AZ name does not match the region", zh: "可用区名称与区域不符"),
        rationale: Bilingual(
            """
            AZ ids usually start with their region's id (for example cn-north-4a). A mismatch is probably a \
            typing error; the live list decides.
            """,
            zh: """
                可用区 ID 通常以其所在区域的 ID 开头（例如 cn-north-4a）。两者不一致很可能是笔误，\
                以实时查询的列表为准。
                """),
        source: "Huawei Cloud 'Regions and endpoints'",
        english: RuleText(
            "AZ \"{az}\" does not look like an AZ of region {region}.",
            fix: "Check both fields."),
        chinese: RuleText(
            "可用区“{az}”不像区域 {region} 的可用区。",
            fix: "请核对两个字段。"))

    static let about = ["server.zone"]

    static let violating = [
        RuleExample(
            "an AZ of another region",
            at: ["server.web | cn-south-1c"],
            manifest: """
                servers:
                  web:
                    zone: cn-south-1c
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            command: .validate)
    ]
    static let satisfying = [
        RuleExample(
            "an AZ of the region",
            manifest: """
                servers:
                  web:
                    zone: cn-north-4b
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            command: .validate),
        RuleExample(
            "an AZ with an unusual name, which the region lists",
            manifest: """
                servers:
                  web:
                    region: cn-south-1
                    zone: cn-south-2b
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where !server.isExisting {
            guard let zone = server.desired.attributes[.zone].string,
                context.catalogues[server.desired.region] == nil
            else { continue }
            report.evaluated += 1
            guard !zone.hasPrefix(server.desired.region) else { continue }
            report.violate(server, at: .zone, ["az": "\(zone)", "region": "\(server.desired.region)"])
        }
    }
}
