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
            "{server} is frozen ({reason}) and refuses to be backed up, imaged, changed or deleted.",
            fix: "Top up or renew the account, or acknowledge `frozen-server` to let the service decide."),
        chinese: RuleText(
            "云服务器 {server} 处于冻结状态（{reason}），无法备份、制作镜像、变更或删除。",
            fix: "请充值或续费；也可确认 `frozen-server`，由云服务最终判断。"))

    static let violating = [
        RuleExample("the source is frozen", at: "image.golden from") {
            $0.imageExistingServer()
            $0.server("server-billing") { $0.freezeReason = "freeze" }
        },
        RuleExample("another flavor for a frozen server", at: "server.web") {
            $0.apply()
            $0.server("server.web") { $0.freezeReason = "freeze" }
            $0.set("server.web", .flavor, "s6.2xlarge.2")
        },
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
        for command in context.serverCommands() {
            report.evaluated += 1
            guard let reason = command.facts.freezeReason else { continue }
            report.violate(
                command.address, at: command.origin,
                ["server": "\(command.name)", "reason": "`\(reason)`"],
                also: [command.address.owner].compactMap { $0 })
        }
    }
}
