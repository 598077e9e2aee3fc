import XimageCore
import XimagePlanning

struct FlavorNotSold: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV006", name: "flavor-not-sold", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Flavor availability", zh: "规格的可用性"),
        headline: Bilingual("Flavor is not sold in the AZ", zh: "规格在该可用区无法购买"),
        rationale: Bilingual(
            """
            The flavor must exist and be usable in the AZ: status normal, obt or promotion. `sellout`, \
            `obt_sellout` and `abandon` are refused. Per-AZ status overrides the general one. Re-checked \
            right before creation, as stock changes.
            """,
            zh: """
                规格必须存在，并且可在该可用区使用，即状态\
                为 `normal`、`obt` 或 `promotion`；`sellout`、`obt_sellout` 和 `abandon` 会被拒绝。\
                可用区的状态优先于总体状态。由于库存会变化，创建前会再次检查。
                """),
        source: "ECS API 'Querying flavors'; ECS API 'Error codes' (Ecs.0029, Ecs.0044)",
        english: RuleText(
            "Flavor {flavor} is {status} in {az}.",
            fix: "AZs that offer it: {azs}; similar flavors there: {flavors}."),
        chinese: RuleText(
            "规格 {flavor} 在 {az} 的状态为 {status}。",
            fix: "可用的可用区：{azs}；该可用区的相近规格：{flavors}。"))

    static let about = ["server.flavor"]

    static let violating = [
        RuleExample(
            "a flavor that does not exist",
            at: ["server.web | s6.huge.2"],
            manifest: """
                servers:
                  web:
                    flavor: s6.huge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a flavor that is sold out in the AZ",
            at: ["server.web | s7.large.2"],
            manifest: """
                servers:
                  web:
                    zone: cn-north-4c
                    flavor: s7.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a flavor that is withdrawn",
            at: ["server.web | s3.large.2"],
            manifest: """
                servers:
                  web:
                    flavor: s3.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a new flavor for a running server",
            at: ["server.web | s6.xlarge.2"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "stock: [{item: s6.xlarge.2, zone: cn-north-4a, status: sellout}]",
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a flavor that is sold in the AZ",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a running server whose flavor is now sold out",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "stock: [{item: s6.large.2, zone: cn-north-4a, status: sellout}]",
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
            let region = server.desired.region
            let catalogue = context.catalogue(of: region, for: .offers)
            if let fact = context.refused("flavors", in: region) ?? context.refused("zones", in: region) {
                report.missing(fact)
                continue
            }
            guard let id = server.desired.attributes[.flavor].string,
                let zone = server.desired.attributes[.zone].string,
                let catalogue, !catalogue.flavors.isEmpty,
                catalogue.zones.contains(where: { $0.name == zone })
            else { continue }
            report.evaluated += 1
            let flavor = catalogue.flavors[id]
            guard flavor.map({ !$0.canBeBought(in: zone) }) ?? true else { continue }
            let zones = catalogue.zones.map(\.name).filter { flavor?.canBeBought(in: $0) ?? false }
            report.violate(
                server, at: .flavor,
                [
                    "flavor": "\(id)", "az": "\(zone)", "status": status(flavor, in: zone),
                    "azs": Wording.list(zones),
                    "flavors": Wording.list(similar(to: id, flavor, in: zone, catalogue)),
                ],
                remark: flavor == nil
                    ? RuleArgument("no such flavor", zh: "规格不存在")
                    : RuleArgument("not sold in \(zone)", zh: "在 \(zone) 无法购买"))
        }
    }

    private func status(_ flavor: Flavor?, in zone: String) -> RuleArgument {
        guard let flavor else { return RuleArgument("not offered", zh: "不存在") }
        let word = flavor.status(in: zone)
        return ["sellout", "obt_sellout"].contains(word)
            ? RuleArgument("sold out (`\(word)`)", zh: "售罄（`\(word)`）")
            : RuleArgument("withdrawn (`\(word)`)", zh: "下线（`\(word)`）")
    }

    /// Of like size first; for a flavor that does not exist, of like name.
    private func similar(to id: String, _ flavor: Flavor?, in zone: String, _ catalogue: Catalogue)
        -> [String]
    {
        let sold = catalogue.flavors.values.filter { $0.canBeBought(in: zone) }
        guard let flavor else { return Nearest.words(to: id, in: sold.map(\.id)) }
        func distance(_ other: Flavor) -> Int {
            abs(other.vcpus - flavor.vcpus) * 4096 + abs(other.memoryMiB - flavor.memoryMiB)
        }
        return sold.filter { $0.architecture == flavor.architecture }
            .sorted { (distance($0), $0.id) < (distance($1), $1.id) }.prefix(3).map(\.id)
    }
}
