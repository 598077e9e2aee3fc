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

    static let about = ["server.flavor"]

    static let violating = [
        RuleExample(
            "a flavor under promotion",
            at: ["server.web | s6.large.2"],
            world: "stock: [{item: s6.large.2, zone: cn-north-4a, status: promotion}]",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a flavor in public beta",
            at: ["server.web | c7.large.2"],
            manifest: """
                servers:
                  web:
                    zone: cn-north-4g
                    flavor: c7.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a flavor in normal sale",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a running server whose flavor is under promotion",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "stock: [{item: s6.large.2, zone: cn-north-4a, status: promotion}]",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 20 GiB}}
                """),
    ]

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
