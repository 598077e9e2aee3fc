import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyBeforeUsableImage = RuleMetadata(
        id: "LC008", name: "copy-before-usable-image", severity: .error, phases: [.plan, .apply],
        summary: "Image usable before copy",
        chineseSummary: "复制前镜像须可用",
        rationale: "A copy starts only when the source image is active and region-available.",
        source: "seed; IMG.0152",
        coverage: .engine(
            """
            A copy waits until its image can be used in the whole region (CP002 checks it once more \
            just before); a wait limit that is too short is told by LC002.
            """))
}
