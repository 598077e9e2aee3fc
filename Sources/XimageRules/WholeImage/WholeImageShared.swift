import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageShared = RuleMetadata(
        .wholeImageShared, name: "whole-image-shared", severity: .error, phases: [.validate],
        acknowledgement: "whole-image-sharing",
        rationale: """
            Declaring project or account members on a whole image is refused. Newer documentation permits \
            sharing when the image is backed by a CBR backup; a user who wants that behaviour acknowledges \
            it, and WI004 then applies.
            """,
        source: "seed; relaxed by IMS user guide 'Sharing images' (2021+); cloud error IMG.0135",
        coverage: .notOffered(
            "The manifest language has no sharing; its keys are recognised only to say so."))
}
