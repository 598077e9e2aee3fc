import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageExported = RuleMetadata(
        .wholeImageExported, name: "whole-image-exported", severity: .error, phases: [.validate],
        rationale: """
            Exporting to an object-storage bucket is not possible for whole images. It is possible for \
            unencrypted private system-disk images below 1 TB.
            """,
        source: "seed; IMG.0080, IMG.0128; IMS user guide 'Exporting images'",
        coverage: .notOffered(
            "The manifest language has no export; its keys are recognised only to say so."))
}
