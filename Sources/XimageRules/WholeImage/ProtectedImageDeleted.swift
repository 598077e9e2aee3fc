import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let protectedImageDeleted = RuleMetadata(
        id: "WI012", name: "protected-image-deleted", severity: .error, phases: [.plan, .apply],
        summary: "A protected image cannot be deleted",
        rationale: "Deletion is refused while the image attribute `protected` is true.",
        source: "IMS API attribute protected; IMG.0091",
        english: RuleText(
            "{image} is protected and cannot be deleted.",
            fix: "Turn off its protection first, or remove the deletion from the plan."),
        chinese: RuleText(
            "镜像 {image} 处于受保护状态，无法删除。",
            fix: "请先取消保护，或从计划中去掉该删除操作。"),
        coverage: .awaitingFacts(
            "The image attribute `protected` is not read yet. The service refuses the deletion."))
}
