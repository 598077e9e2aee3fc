import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let downtime = RuleMetadata(
        id: "AG007", name: "downtime", severity: .warning, phases: [.plan], acknowledgement: "downtime",
        summary: "Downtime is announced",
        rationale: """
            When the plan stops a server for imaging the plan says how long it is expected to be down. (A \
            server that was stopped must not be started again before the image is active, SV012.)
            """,
        source: "IMS user guide constraints (2021, 2022)",
        english: RuleText(
            """
            {server} will be stopped for {image} and started again when the image is active, about \
            {minutes} minutes.
            """,
            fix: "Choose a quiet time, or acknowledge `downtime`."),
        chinese: RuleText(
            "为制作 {image}， {server} 将关机，待镜像状态正常后再开机，预计约 {minutes} 分钟。",
            fix: "请选择业务低峰期，或确认 `downtime`。"),
        coverage: .awaitingFacts(
            "`quiesce:` is not part of the desired state yet."))
}
