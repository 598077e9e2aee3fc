import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImagePublished = RuleMetadata(
        id: "WI005", name: "whole-image-published", severity: .error, phases: [.validate],
        summary: "A whole image cannot be published to the marketplace",
        rationale: "Any request to publish a whole image as a marketplace (KooGallery) image is refused.",
        source: "seed; IMG.0129, IMG.0131",
        english: RuleText(
            "{image} cannot be published as a marketplace image.",
            fix: "Remove the publish setting, or publish a system-disk image made from the same server."),
        chinese: RuleText(
            "整机镜像 {image} 不能发布为市场镜像。",
            fix: "请去掉发布设置，或使用同一云服务器制作系统盘镜像后再发布。"),
        coverage: .notOffered(
            "The manifest language has no publishing; its keys are recognised only to say so."))
}
