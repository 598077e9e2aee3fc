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

    static let about = ["server.zone"]

    static let violating = [
        RuleExample(
            "an AZ that the region does not have",
            at: ["server.web | cn-north-4x"],
            manifest: """
                servers:
                  web:
                    zone: cn-north-4x
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
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
                """),
        RuleExample(
            "an AZ that is closed",
            at: ["server.web | cn-north-4a"],
            manifest: """
                servers:
                  web:
                    zone: cn-north-4a
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            faults: """
                faults:
                  - match: {operation: NovaListAvailabilityZones}
                    status: 200
                    body: >-
                      {"availabilityZoneInfo": [{"zoneName": "cn-north-4a", "zoneState": {"available": false}},
                      {"zoneName": "cn-north-4b", "zoneState": {"available": true}}]}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "an AZ of the region",
            manifest: """
                servers:
                  web:
                    zone: cn-north-4g
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a running server in an AZ that was closed",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            faults: """
                faults:
                  - match: {operation: NovaListAvailabilityZones}
                    status: 200
                    body: >-
                      {"availabilityZoneInfo": [{"zoneName": "cn-north-4a", "zoneState": {"available": false}},
                      {"zoneName": "cn-north-4b", "zoneState": {"available": true}}]}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.isNew {
            let catalogue = context.catalogue(of: server.desired.region, for: .offers)
            if !server.desired.attributes[.zone].isEmpty,
                let fact = context.refused("zones", in: server.desired.region)
            {
                report.missing(fact)
                continue
            }
            guard let zone = server.desired.attributes[.zone].string,
                let catalogue, !catalogue.zones.isEmpty
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
