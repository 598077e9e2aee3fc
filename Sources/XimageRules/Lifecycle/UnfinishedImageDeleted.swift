import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unfinishedImageDeleted = RuleMetadata(
        id: "LC014", name: "unfinished-image-deleted", severity: .error, phases: [.plan, .apply],
        summary: "An image being made cannot be deleted",
        rationale: "Deletion is refused while the image is being created or copied. Wait, then delete.",
        source: "IMG.0090",
        english: RuleText(
            "{image} is still being made and cannot be deleted.",
            fix: "Run again when it has finished."),
        chinese: RuleText(
            "镜像 {image} 仍在制作，无法删除。",
            fix: "请在完成后重试。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
