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

    static let violating = [
        RuleExample("a zone of another region", at: "server.web zone") {
            $0.set("server.web", .zone, "cn-south-1c")
            $0.isOffline = true
        }
    ]
    static let satisfying = [
        RuleExample("a zone of the region") { $0.isOffline = true },
        RuleExample("with live facts the region's own list decides") {
            $0.set("server.web", .zone, "cn-south-1c")
        },
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
