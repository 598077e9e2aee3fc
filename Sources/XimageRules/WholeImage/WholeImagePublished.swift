import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImagePublished = RuleMetadata(
        .wholeImagePublished, name: "whole-image-published", severity: .error, phases: [.validate],
        rationale: "Any request to publish a whole image as a marketplace (KooGallery) image is refused.",
        source: "seed; IMG.0129, IMG.0131",
        coverage: .notOffered(
            "The manifest language has no publishing; its keys are recognised only to say so."))
}
