import XimageCore
import XimagePlanning

struct StopAndStart: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC006", name: "stop-and-start", severity: .info, phases: [.plan],
        summary: "Stop, image, start",
        rationale: """
            With `quiesce: stop` the order is: stop and wait for SHUTOFF, image until active (and \
            optionally until region-available), start. A server that was already stopped is left stopped.
            """,
        source: "IMS user guide constraints (database note; no start while imaging)",
        english: RuleText(
            "{server} is stopped before {image} {afterwards}."),
        chinese: RuleText(
            "{server} 将在制作 {image} 前关机，{afterwards}。"))

    static let violating = [
        RuleExample("the server is stopped for the image", at: "image.golden") {
            $0.imageOptions { $0.quiesce = Quiesce() }
        }
    ]
    static let satisfying = [
        RuleExample("the server is imaged as it runs") { _ in },
        RuleExample("the server is stopped already") {
            $0.imageExistingServer()
            $0.cloud("server-billing") {
                $0.status = "SHUTOFF"
                $0.attributes[.power] = "stopped"
            }
            $0.imageOptions { $0.quiesce = Quiesce() }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for capture in context.captures where capture.isMade && context.quiesce(capture) != nil {
            report.evaluated += 1
            guard context.runs(capture) ?? true else { continue }
            report.violate(
                context.image(capture),
                [
                    "server": "\(context.serverName(capture))",
                    "image": "\(context.image(capture).address)",
                    "afterwards": context.quiesce(capture)?.then == .stopped
                        ? RuleArgument("and stays stopped", zh: "之后保持关机")
                        : RuleArgument("and started after it is active", zh: "镜像状态正常后开机"),
                ])
        }
    }
}
