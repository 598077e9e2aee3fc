import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let manyServersAtOnce = RuleMetadata(
        id: "QT006", name: "many-servers-at-once", severity: .warning, phases: [.plan],
        summary: "Many servers from one image at once",
        rationale: """
            Published advice is not to create more than about 100 servers from one image at the same time. \
            The planner splits larger counts.
            """,
        source: "IMS user guide constraints",
        english: RuleText(
            """
                {count} servers would be created from {image} at once; more than about 100 may be slow. \
                They are created in groups.
                """),
        chinese: RuleText(
            "将使用 {image} 同时创建 {count} 台云服务器，超过约 100 台可能较慢，将分批创建。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
