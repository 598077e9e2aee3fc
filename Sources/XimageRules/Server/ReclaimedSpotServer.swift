import XimageCore
import XimagePlanning

struct ReclaimedSpotServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV007", name: "reclaimed-spot-server", severity: .error, phases: [.plan, .apply],
        summary: "A spot server that is being reclaimed cannot be imaged",
        rationale: """
            A server in spot charging mode may be imaged while it is stable, but not while it is being \
            interrupted or reclaimed.
            """,
        source: "IMG.0164; ECS user guide 'Spot ECSs'",
        unconfirmed: "which task states announce that a spot server is taken back",
        english: RuleText(
            "{server} is being reclaimed and cannot be imaged.",
            fix: "Launch a replacement and image that one."),
        chinese: RuleText(
            "竞价云服务器 {server} 正在被回收，无法制作镜像。",
            fix: "请重新创建云服务器后再制作。"))

    static let violating = [
        RuleExample("a spot server that is being taken back", at: "image.golden from") {
            $0.imageExistingServer()
            $0.server("server-billing") {
                $0.charging = .spot
                $0.taskState = "deleting"
            }
        }
    ]
    static let satisfying = [
        RuleExample("a spot server that runs") {
            $0.imageExistingServer()
            $0.server("server-billing") { $0.charging = .spot }
        }
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
