import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let stopAndStart = RuleMetadata(
        id: "LC006", name: "stop-and-start", severity: .info, phases: [.plan],
        summary: "Stop, image, start",
        rationale: """
            With `quiesce: stop` the order is: stop and wait for SHUTOFF, image until active (and \
            optionally until region-available), start. A server that was already stopped is left stopped.
            """,
        source: "IMS user guide constraints (database note; no start while imaging)",
        english: RuleText(
            "{server} is stopped before {image} and started after it is active."),
        chinese: RuleText(
            "{server} 将在制作 {image} 前关机，镜像状态正常后开机。"),
        coverage: .awaitingFacts(
            "`quiesce:` is not part of the desired state yet."))
}
