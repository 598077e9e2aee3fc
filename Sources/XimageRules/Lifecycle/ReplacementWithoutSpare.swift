import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let replacementWithoutSpare = RuleMetadata(
        id: "LC018", name: "replacement-without-spare", severity: .error, phases: [.plan],
        summary: "Replacing an image: new first",
        rationale: """
            A replaced image is created before the old one is deleted; names must differ or the old one is \
            renamed first (allowed in place). Consumers that ask for it move to the new id in between; \
            the old image goes only when nothing of the set uses it (LC012).
            """,
        source: "design",
        english: RuleText(
            "Replacing {image} needs a free name and one spare image in the quota: {reason}.",
            fix: "Choose another name or free one image."),
        chinese: RuleText(
            "替换 {image} 需要可用的名称和一个空余镜像配额：{reason}。",
            fix: "请更换名称或释放一个镜像。"),
        coverage: .planner(
            "The new generation is ready before an old one goes, and each has a name of its own."))
}
