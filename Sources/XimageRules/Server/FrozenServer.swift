import XimageCore
import XimagePlanning

struct FrozenServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV005", name: "frozen-server", severity: .error, phases: [.plan, .apply, .serverSide],
        acknowledgement: "frozen-server",
        summary: "Frozen or overdue servers are not imaged",
        rationale: """
            A server frozen for arrears or for security reasons cannot be backed up, hence not imaged. \
            Renew or release it first. The public pages disagree for the retention period (one billing \
            page says images remain possible), so the user may acknowledge and let the service decide.
            """,
        source: "IMS user guide 'Constraints'; CBR FAQ on frozen servers; ECS billing guide (conflict)",
        unconfirmed: "behaviour during the retention period",
        english: RuleText(
            "{server} is frozen ({reason}), so it cannot be backed up or imaged.",
            fix: "Top up or renew the account, or acknowledge `frozen-server` to let the service decide."),
        chinese: RuleText(
            "云服务器 {server} 处于冻结状态（{reason}），无法备份或制作镜像。",
            fix: "请充值或续费；也可确认 `frozen-server`，由云服务最终判断。"))

    static let violating = [
        RuleExample("the source is frozen", at: "image.golden from") {
            $0.imageExistingServer()
            $0.server("server-billing") { $0.freezeReason = "freeze" }
        }
    ]
    static let satisfying = [RuleExample("the source is not frozen") { $0.imageExistingServer() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard case .server(let facts) = context.liveServer(capture)?.facts else { continue }
            report.evaluated += 1
            guard let reason = facts.freezeReason else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "reason": "`\(reason)`"],
                also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
