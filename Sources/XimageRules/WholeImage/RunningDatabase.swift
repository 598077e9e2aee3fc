import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let runningDatabase = RuleMetadata(
        id: "WI017", name: "running-database", severity: .warning, phases: [.validate, .plan],
        acknowledgement: "running-database",
        summary: "A server that runs a database should be imaged while stopped",
        rationale: """
            An image of a running server is crash-consistent: caches and open transactions are not \
            flushed. If the server is declared to run a database or another stateful application, the \
            image should be made while the server is stopped, or from a vault with application consistency \
            (VA012).
            """,
        source: """
            IMS user guide, full-ECS image constraints (2021+); CBR user guide 'Application-consistent \
            backup'
            """,
        english: RuleText(
            """
            {server} is marked as running a database and would be imaged while running, so unflushed \
            data may be missing from the image.
            """,
            fix: """
                Set `quiesce: stop` for {image}, use an application-consistent vault, or acknowledge \
                `running-database`.
                """),
        chinese: RuleText(
            "云服务器 {server} 标记为运行数据库，却将在开机状态下制作镜像，未落盘的数据可能丢失。",
            fix: "请为 {image} 设置 `quiesce: stop`，或使用应用一致性存储库，或确认 `running-database`。"),
        coverage: .awaitingFacts(
            "`workload:` and `quiesce:` are not part of the desired state yet."))
}
