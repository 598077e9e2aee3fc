import XimageCore
import XimagePlanning

struct FrozenServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV005", name: "frozen-server", severity: .error, phases: [.plan, .apply, .serverSide],
        acknowledgement: "frozen-server",
        title: Bilingual("Frozen server", zh: "冻结的云服务器"),
        headline: Bilingual("Server is frozen", zh: "云服务器处于冻结状态"),
        rationale: Bilingual(
            """
            A server frozen for arrears or for security reasons cannot be backed up, hence not imaged. Renew \
            or release it first. The public pages disagree for the retention period (one billing page says \
            images remain possible), so the user may acknowledge and let the service decide.
            """,
            zh: """
                因欠费或安全原因冻结的云服务器不能备份，因此不能制作镜像。请先续费或释放。\
                对于保留期内的行为，公开文档说法不一（一页计费文档称仍可制作镜像），\
                因此用户可以确认后由云服务决定。
                """),
        source: "IMS user guide 'Constraints'; CBR FAQ on frozen servers; ECS 'Billing'",
        unconfirmed: Bilingual(
            "what the service allows during the retention period",
            zh: "保留期内云服务允许哪些操作"),
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
