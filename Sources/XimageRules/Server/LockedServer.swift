import XimageCore
import XimagePlanning

struct LockedServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV004", name: "locked-server", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Server lock", zh: "云服务器锁定"),
        headline: Bilingual("Server is locked", zh: "云服务器已锁定"),
        rationale: Bilingual(
            """
            A locked server refuses management operations. Locks are set by the owner or by another cloud \
            service.
            """,
            zh: "已锁定的云服务器拒绝管理操作。锁定由所有者或其他云服务设置。"),
        source: "ECS API 'Querying ECS details', field locked; ECS API 'Error codes' (Ecs.0605)",
        english: RuleText(
            "{server} is locked by {owner} and refuses operations.",
            fix: "Unlock it before running the plan."),
        chinese: RuleText(
            "云服务器 {server} 已被 {owner} 锁定，无法执行操作。",
            fix: "请先解除锁定再执行计划。"))

    static let violating = [
        RuleExample("the source is locked", at: "image.golden from") {
            $0.imageExistingServer()
            $0.server("server.billing") { $0.isLocked = true }
        },
        RuleExample("a locked server is to be deleted", at: "server.web") {
            $0.apply()
            $0.server("server.web") { $0.isLocked = true }
            $0.removeAll()
        },
    ]
    static let satisfying = [RuleExample("the source is not locked") { $0.imageExistingServer() }]

    private static let owner = RuleArgument("its owner or another service", zh: "所有者或其他服务")

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard case .server(let facts) = context.liveServer(capture)?.facts else { continue }
            report.evaluated += 1
            guard facts.isLocked else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "server": "\(context.serverName(capture))",
                    "owner": Self.owner,
                ])
        }
        for command in context.serverCommands() {
            report.evaluated += 1
            guard command.facts.isLocked else { continue }
            report.violate(
                command.address, at: command.origin, ["server": "\(command.name)", "owner": Self.owner])
        }
    }
}
