import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageIncomplete = RuleMetadata(
        id: "LC001", name: "image-incomplete", severity: .error, phases: [.apply],
        summary: "Done means state normal",
        chineseSummary: "状态正常才算完成",
        rationale: """
            The image is complete only when the job has succeeded and the image's own status is normal \
            (active). In the console an image that is usable in its AZ only is labelled so and becomes \
            'normal' later; through the API the same phase can show as active with a backup that is still \
            being made. The tool therefore reports 'usable in AZ' while the backup is not yet available, \
            and 'complete' after. The command's success, and every step that depends on the image, waits \
            for the state it needs.
            """,
        source: "seed (steps 9-10); IMS API job query; IMS user guide (2022)",
        unconfirmed: "the API status value during the AZ-only phase",
        coverage: .engine(
            "A step ends when the object is in the state that its followers need."))
}
