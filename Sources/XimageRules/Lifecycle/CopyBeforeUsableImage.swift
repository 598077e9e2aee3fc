import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyBeforeUsableImage = RuleMetadata(
        id: "LC008", name: "copy-before-usable-image", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Order of image and copy", zh: "镜像与复制的顺序"),
        headline: Bilingual("Copy starts before its image is usable", zh: "镜像可用前即开始复制"),
        rationale: Bilingual(
            "A copy starts only when the source image is active and region-available.",
            zh: "只有源镜像状态正常且在区域内可用时，复制才会开始。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS API 'Error \
            codes' (IMG.0152)
            """,
        coverage: .engine(
            Bilingual(
                """
                A copy waits until its image is available in the whole region (CP002 checks it again just \
                before); LC002 reports a wait limit that is too short.
                """,
                zh: """
                    复制会等到镜像在整个区域内可用后才开始（CP002 会在执行前再次检查）；\
                    等待上限过短由 LC002 报告。
                    """)))
}
