import XimageCore
import XimagePlanning

struct ShortStock: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV012", name: "short-stock", severity: .warning, phases: [.plan],
        title: Bilingual("Flavor stock", zh: "规格库存"),
        headline: Bilingual("Flavor may sell out before apply", zh: "规格可能在执行前售罄"),
        rationale: Bilingual(
            """
            A flavor that is offered under promotion or public beta may sell out between plan and apply. ximage \
            lists the other AZs that offer it.
            """,
            zh: "处于促销或公测状态的规格可能在计划与执行之间售罄。ximage 会列出提供该规格的其他可用区。"),
        source: "ECS API 'Querying flavors', field cond:operation:status",
        english: RuleText(
            "Flavor {flavor} is offered in {az} as \"{status}\" and may sell out before apply.",
            fix: "Other AZs that offer it: {azs}."),
        chinese: RuleText(
            "规格 {flavor} 在 {az} 的状态为“{status}”，apply 前可能售罄。",
            fix: "提供该规格的其他可用区：{azs}。"))

    static let violating = [
        RuleExample("a flavor under promotion", at: "server.web flavor") {
            $0.catalogue { $0.flavors["s6.large.2"]?.status = "promotion" }
        }
    ]
    static let satisfying = [RuleExample("a flavor in normal sale") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.needsFlavor {
            guard let flavor = context.flavor(of: server), let zone = server.desired.attributes[.zone].string,
                flavor.canBeBought(in: zone), let catalogue = context.catalogues[server.desired.region]
            else { continue }
            report.evaluated += 1
            let status = flavor.status(in: zone)
            guard status != "normal" else { continue }
            let others = catalogue.zones.map(\.name).filter { $0 != zone && flavor.canBeBought(in: $0) }
            report.violate(
                server, at: .flavor,
                [
                    "flavor": "\(flavor.id)", "az": "\(zone)", "status": "\(status)",
                    "azs": Wording.list(others),
                ])
        }
    }
}
