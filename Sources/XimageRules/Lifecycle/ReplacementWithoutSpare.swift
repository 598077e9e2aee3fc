import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let replacementWithoutSpare = RuleMetadata(
        id: "LC018", name: "replacement-without-spare", severity: .error, phases: [.plan],
        summary: "Replacing an image: new first",
        chineseSummary: "替换镜像：先建后删",
        rationale: """
            A replaced image is created before the old one is deleted; names must differ or the old one is \
            renamed first (allowed in place). Consumers that ask for it move to the new id in between; \
            the old image goes only when nothing of the set uses it (LC012).
            """,
        source: "design",
        coverage: .planner(
            "The new generation is ready before an old one goes, and each has a name of its own."))
}
