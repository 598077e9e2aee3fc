import XimageCore
import XimagePlanning

struct RunningSource: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV002", name: "running-source", severity: .info, phases: [.plan],
        summary: "A running server can be imaged",
        rationale: """
            Imaging does not need a stop and does not interrupt business. A running source is accepted and \
            the plan says so; the result is crash-consistent unless the vault is application-consistent.
            """,
        source: "seed; IMS user guide FAQ",
        english: RuleText(
            """
            {server} will be imaged while running. The image is as if power had been cut at that \
            moment; set `quiesce: stop` if you need a quiet file system.
            """),
        chinese: RuleText(
            "云服务器 {server} 将在开机状态下制作镜像，效果等同于此刻断电的磁盘状态；如需静默的文件系统，请设置 `quiesce: stop`。"))

    static let violating = [
        RuleExample("the source runs", at: "image.golden from") { $0.imageExistingServer() }
    ]
    static let satisfying = [
        RuleExample("the source is stopped") {
            $0.imageExistingServer()
            $0.cloud("server.billing") { $0.status = "SHUTOFF" }
        },
        RuleExample("the source is stopped for its image") {
            $0.imageExistingServer()
            $0.imageOptions { $0.quiesce = Quiesce() }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard let server = context.liveServer(capture), !(context.server(capture)?.isNew ?? false) else {
                continue
            }
            report.evaluated += 1
            guard server.status == "ACTIVE", context.quiesce(capture) == nil,
                context.server(capture)?.desired.attributes[.power] != "stopped"
            else {
                continue
            }
            report.violate(context.image(capture), at: .source, ["server": "\(context.serverName(capture))"])
        }
    }
}
