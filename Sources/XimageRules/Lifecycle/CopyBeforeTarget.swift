import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyBeforeTarget = RuleMetadata(
        id: "LC009", name: "copy-before-target", severity: .error, phases: [.plan],
        summary: "Target side ready before copy",
        chineseSummary: "复制前目标侧须就绪",
        rationale: """
            Target vault, agency and target project are verified (and created where declared) before \
            replication.
            """,
        source: "IMS user guide 'Replicating images across regions'",
        coverage: .planner(
            """
            A copy waits for its target vault by an edge of the plan; vault, room, pair and quota of \
            the target are checked before (CP006, CP007, CP008, QT008).
            """))
}
