import XimageCore
import XimagePlanning

struct ShortStock: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV012", name: "short-stock", severity: .warning, phases: [.plan],
        title: Bilingual("Flavor stock", zh: "规格库存"),
        headline: Bilingual("Flavor may sell out before apply", zh: "规格可能在执行前售罄"),
        rationale: Bilingual(
            """
            A flavor that is offered under promotion or public beta, or is sold out in other AZs of the \
            region, is a risk between plan and apply; list alternatives.
            """,
            zh: """
                处于促销或公测状态的规格，或在该区域其他可用区已售罄的规格，在计划与执行之间存在售罄风\
                险；ximage 会列出备选项。
                """),
        source: "ECS API 'Querying flavors', field cond:operation:status",
        english: RuleText(
            "Flavor {flavor} is offered in {az} as \"{status}\" and may sell out before apply.",
            fix: "Alternatives: {azs}."),
        chinese: RuleText(
            "规格 {flavor} 在 {az} 的状态为“{status}”，apply 前可能售罄。",
            fix: "备选可用区：{azs}。"))

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
