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

    static let violating = [
        RuleExample("no server has the name", at: "server.billing") {
            $0.imageExistingServer()
            $0.declare(.init(.server, "billing"), [:], ownership: .existing(.name("biling-prod", zone: nil)))
        },
        RuleExample("two servers have the name", at: "server.billing") {
            $0.imageExistingServer()
            $0.add(
                LiveResource(
                    kind: .server, region: "cn-north-4", id: "server-twin", name: "billing-prod",
                    status: "ACTIVE"))
        },
        RuleExample("an id that the region does not have", at: "image.golden from") {
            $0.set("image.golden", .source, "server-gone")
        },
    ]
    static let satisfying = [
        RuleExample("the look-up finds one server") { $0.imageExistingServer() },
        RuleExample("the source is declared") { _ in },
        RuleExample("without live facts nothing is reported") {
            $0.imageExistingServer()
            $0.isOffline = true
        },
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
