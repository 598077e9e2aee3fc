import XimageCore
import XimagePlanning

struct ReclaimedSpotServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV007", name: "reclaimed-spot-server", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Reclaimed spot server", zh: "被回收的竞价云服务器"),
        headline: Bilingual("Spot server is being reclaimed", zh: "竞价云服务器正在被回收"),
        rationale: Bilingual(
            """
            A server in spot charging mode may be imaged while it is stable, but not while it is being \
            interrupted or reclaimed.
            """,
            zh: "竞价计费模式的云服务器在稳定运行时可以制作镜像，正在被中断或回收时不能制作。"),
        source: "IMS API 'Error codes' (IMG.0164); ECS user guide 'Spot ECSs'",
        unconfirmed: Bilingual(
            "which task states announce that a spot server is reclaimed",
            zh: "哪些任务状态表示竞价云服务器将被回收"),
        english: RuleText(
            "{server} is being reclaimed and cannot be imaged.",
            fix: "Launch a replacement and image that one."),
        chinese: RuleText(
            "竞价云服务器 {server} 正在被回收，无法制作镜像。",
            fix: "请重新创建云服务器后再制作。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a spot server that is being taken back",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, spot: reclaimed}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a spot server that runs",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod, spot: true}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard let server = context.liveServer(capture), case .server(let facts) = server.facts else {
                continue
            }
            report.evaluated += 1
            guard facts.charging == .spot, let task = facts.taskState,
                ["deleting", "soft-deleting", "reclaiming", "interrupting"].contains(task)
            else { continue }
            report.violate(
                context.image(capture), at: .source, ["server": "\(context.serverName(capture))"])
        }
    }
}
