import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let runningSource = RuleMetadata(
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
            "云服务器 {server} 将在开机状态下制作镜像，效果等同于此刻断电的磁盘状态；如需静默的文件系统，请设置 `quiesce: stop`。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
