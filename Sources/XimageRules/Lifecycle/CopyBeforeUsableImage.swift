import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyBeforeUsableImage = RuleMetadata(
        id: "LC008", name: "copy-before-usable-image", severity: .error, phases: [.plan, .apply],
        summary: "Image usable before copy",
        rationale: "A copy starts only when the source image is active and region-available.",
        source: "seed; IMG.0152",
        english: RuleText(
            """
            {copy} needs {image} to be available in the whole region, which was not reached within \
            {limit} minutes.
            """,
            fix: "Apply again later, or raise the wait limit."),
        chinese: RuleText(
            "复制 {copy} 要求 {image} 在整个区域内可用，但 {limit} 分钟内未达成。",
            fix: "请稍后重新 apply，或调大等待上限。"),
        coverage: .engine(
            "A copy waits until its image can be used in the whole region (CP002 checks it once more "
                + "just before); a wait limit that is too short is told by LC002."))
}
