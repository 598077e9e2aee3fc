import XimageCore
import XimagePlanning

struct Downtime: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AG007", name: "downtime", severity: .warning, phases: [.plan], acknowledgement: "downtime",
        title: Bilingual("Downtime", zh: "停机时间"),
        headline: Bilingual("Server is down while the image is created", zh: "制作镜像期间云服务器停机"),
        rationale: Bilingual(
            """
            When the plan stops a server for imaging the plan shows how long it is expected to be down. (A \
            server that was stopped must not be started again before the image is active, SV012.)
            """,
            zh: """
                如果计划为制作镜像而将云服务器关机，计划会说明预计的停机时长。（已关机的云服务器在镜像状态正\
                常之前不得开机，见 SV012。）
                """),
        source: "IMS user guide 'Constraints' (2021, 2022)",
        english: RuleText(
            "{server} will be stopped for {image} {afterwards}.",
            fix: "Choose a quiet time, or acknowledge `downtime`."),
        chinese: RuleText(
            "为制作 {image}，{server} 将关机{afterwards}。",
            fix: "请选择业务低峰期，或确认 `downtime`。"))

    static let violating = [
        RuleExample(
            "a running server is stopped for the image",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, quiesce: stop}}
                """),
        RuleExample(
            "it stays stopped",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, quiesce: {stop: true, then: stopped}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the server is imaged as it runs",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the server is stopped already",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod, power: \"off\"}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, quiesce: stop}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for capture in context.captures where capture.isMade && context.quiesce(capture) != nil {
            report.evaluated += 1
            guard context.runs(capture) ?? true else { continue }
            let minutes = Quiesce.downtimeMinutes(gib: capture.totalGiB ?? 40)
            let afterwards: RuleArgument =
                context.quiesce(capture)?.then == .stopped
                ? RuleArgument("and stay stopped", zh: "，之后保持关机")
                : RuleArgument(
                    "and started again when the image is active, after about \(minutes) minutes",
                    zh: "，待镜像状态正常后再开机，预计约 \(minutes) 分钟")
            report.violate(
                context.image(capture),
                [
                    "server": "\(context.serverName(capture))",
                    "image": "\(context.image(capture).address)", "afterwards": afterwards,
                ], also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
