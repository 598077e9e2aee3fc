import XimageCore
import XimagePlanning

struct UnknownZone: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV002", name: "unknown-zone", severity: .error, phases: [.validate, .plan],
        title: Bilingual("AZ of a server", zh: "云服务器的可用区"),
        headline: Bilingual("AZ is not available in the region", zh: "可用区在该区域不可用"),
        rationale: Bilingual(
            "The AZ must belong to the region and be reported as available.",
            zh: "可用区必须属于该区域，并且被报告为可用。"),
        source: "ECS API 'Querying AZs'",
        english: RuleText(
            "AZ \"{az}\" is not available in {region}.",
            fix: "Choose one of: {choices}."),
        chinese: RuleText(
            "可用区“{az}”在 {region} 不可用。",
            fix: "可选：{choices}。"))

    static let violating = [
        RuleExample("a zone that the region does not have", at: "server.web zone") {
            $0.set("server.web", .zone, "cn-north-4x")
        },
        RuleExample("a zone that is closed", at: "server.web zone") {
            $0.catalogue { $0.zones[0].isAvailable = false }
        },
    ]
    static let satisfying = [
        RuleExample("a zone of the region") { _ in },
        RuleExample("a server that runs already in a zone that was closed since") {
            $0.apply()
            $0.catalogue { $0.zones[0].isAvailable = false }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.isNew {
            if !server.desired.attributes[.zone].isEmpty,
                let fact = context.refused("zones", in: server.desired.region)
            {
                report.missing(fact)
                continue
            }
            guard let zone = server.desired.attributes[.zone].string,
                let catalogue = context.catalogues[server.desired.region], !catalogue.zones.isEmpty
            else { continue }
            report.evaluated += 1
            guard !catalogue.zones.contains(where: { $0.name == zone && $0.isAvailable }) else { continue }
            report.violate(
                server, at: .zone,
                [
                    "az": "\(zone)", "region": "\(server.desired.region)",
                    "choices": Wording.list(catalogue.zones.filter(\.isAvailable).map(\.name)),
                ])
        }
    }
}
