import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageOfOtherRegion = RuleMetadata(
        id: "CP020", name: "image-of-other-region", severity: .error, phases: [.validate],
        summary: "The source region of a copy is the image's region",
        rationale: """
            The copy request is sent to the image's own region, and the result lives in the target region; \
            servers of the copy must refer to the copy, not to the source image.
            """,
        source: "seed (region availability); IMS user guide",
        english: RuleText(
            "{server} in {region} refers to {image} of {other}.",
            fix: "Refer to its copy in {region}, or declare one."),
        chinese: RuleText(
            "{region} 的云服务器 {server} 引用了 {other} 的镜像 {image}。",
            fix: "请引用其在 {region} 的复制镜像，或声明一个复制。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
