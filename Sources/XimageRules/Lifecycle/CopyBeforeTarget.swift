import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyBeforeTarget = RuleMetadata(
        id: "LC009", name: "copy-before-target", severity: .error, phases: [.plan],
        summary: "Target side ready before copy",
        rationale: """
            Target vault, agency and target project are verified (and created where declared) before \
            replication.
            """,
        source: "IMS user guide 'Replicating images across regions'",
        english: RuleText(
            "{copy} was not started because {object} in {region} is not ready.",
            fix: "Fix it and apply again."),
        chinese: RuleText(
            "由于 {region} 的 {object} 未就绪，复制 {copy} 未启动。",
            fix: "请处理后重新 apply。"),
        coverage: .planner(
            "A copy waits for its target vault by an edge of the plan; vault, room, pair and quota of "
                + "the target are checked before (CP006, CP007, CP008, QT008)."))
}
