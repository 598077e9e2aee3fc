import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImagePublished = RuleMetadata(
        .wholeImagePublished, name: "whole-image-published", severity: .error, phases: [.validate],
        rationale: Bilingual(
            "Any request to publish a whole image as a marketplace (KooGallery) image is refused.",
            zh: "任何将整机镜像发布为市场镜像（云商店）的请求都会被拒绝。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS API 'Error \
            codes' (IMG.0129, IMG.0131)
            """,
        coverage: .notOffered(
            Bilingual(
                "The manifest language has no publishing; its keys are recognised only to report this.",
                zh: "清单语言没有发布功能；识别相关的键只是为了报告这一点。")))
}
