import XimageCore
import XimagePlanning

struct SourceNotFound: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV016", name: "source-not-found", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Source server reference", zh: "源云服务器引用"),
        headline: Bilingual("Server is not found or not unique", zh: "云服务器不存在或不唯一"),
        rationale: Bilingual(
            """
            The reference must resolve to a declared server or to a live server id in the project. A \
            declared server that is to be deleted in the same plan must be deleted after the image (LC011), \
            not before.
            """,
            zh: """
                引用必须对应一台已声明的云服务器，或项目中一台实际存在的云服务器的 ID。\
                如果已声明的云服务器在同一计划中要删除，必须在镜像制作完成之后删除（LC011），\
                不能在之前删除。
                """),
        source: "IMS API 'Error codes' (IMG.0005, IMG.0137)",
        english: RuleText(
            "{server} ({lookup}) {problem} in {region}.",
            fix: "Check the id or name, the region and the project."),
        chinese: RuleText(
            "云服务器 {server}（{lookup}）在 {region} {problem}。",
            fix: "请检查 ID 或名称、区域与项目是否正确。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "no server has the name",
            at: ["server.billing | billing"],
            world: "regions: {cn-north-4: {servers: [{name: biling-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            accepted: "The service is asked by id alone, and no id belongs to the name."),
        RuleExample(
            "two servers have the name",
            at: ["server.billing | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}, {name: billing-prod}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            accepted: "The service is asked by id alone, and two ids belong to the name."),
        RuleExample(
            "the server is in another zone",
            at: ["server.billing | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, zone: cn-north-4b}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            accepted: """
                The service is asked by id alone, and no id belongs to the name in the default zone.
                """),
        RuleExample(
            "an id that the region does not have",
            at: ["image.golden | {id: 6f1c2a9e-3b47-4d0e-9c55-0a8d7e21b3f4}"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                images: {golden: {from: {server: {id: 6f1c2a9e-3b47-4d0e-9c55-0a8d7e21b3f4}}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the look-up finds one server",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the zone of the server is named",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, zone: cn-north-4b}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}, zone: cn-north-4b}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the source is declared",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "without the cloud nothing is looked up",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            command: .validate),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for server in context.subjects(.server) {
            guard case .existing(let lookup) = server.desired.ownership else { continue }
            if context.isUnreadable("ecs", server.desired.region) {
                report.missing(Wording.fact("servers", in: server.desired.region))
                continue
            }
            report.evaluated += 1
            let matches = server.existingMatches
            guard matches.count != 1 else { continue }
            report.violate(
                server,
                [
                    "server": "\(server.address)", "lookup": .lookup(lookup),
                    "region": "\(server.desired.region)",
                    "problem": matches.isEmpty
                        ? RuleArgument("was not found", zh: "不存在")
                        : RuleArgument(
                            "matches \(matches.count) servers (\(Wording.list(matches).english))",
                            zh: "对应 \(matches.count) 台云服务器（\(Wording.list(matches).english)）"),
                ])
        }
        for capture in context.captures where capture.serverAddress == nil && context.isRefreshed {
            // A snapshot outlives its server.
            guard let id = capture.liveServer,
                capture.isMade || !Snapshot.isSeries(context.image(capture).address)
            else { continue }
            report.evaluated += 1
            guard context.live[id] == nil else { continue }
            let image = context.image(capture)
            report.violate(
                image, at: .source,
                [
                    "server": RuleArgument("source of \(image.address)", zh: "（\(image.address) 的来源）"),
                    "lookup": .lookup(.id(id)),
                    "region": "\(image.desired.region)",
                    "problem": RuleArgument("was not found", zh: "不存在"),
                ])
        }
    }
}
