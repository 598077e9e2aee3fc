import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let parallelWork = RuleMetadata(
        id: "LC023", name: "parallel-work", severity: .info, phases: [.plan],
        summary: "What may run side by side",
        chineseSummary: "可并行执行的步骤",
        rationale: """
            Images of different servers, copies to different regions, and creations in different regions \
            run in parallel within the limits of QT002, CP012 and VA022. See 'Lifecycle and ordering'.
            """,
        source: "IMS user guide constraints; design",
        coverage: .planner(
            "Steps run side by side as soon as what they wait for has ended."))
}
