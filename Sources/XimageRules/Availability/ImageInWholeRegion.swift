import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageInWholeRegion = RuleMetadata(
        id: "AV004", name: "image-in-whole-region", severity: .info, phases: [.plan],
        summary: "A region-available image provisions in any AZ",
        rationale: """
            Once the image is available in the region, servers can be created from it in every AZ of the \
            region, subject to AV002, AV006 and AV007.
            """,
        source: "seed",
        english: RuleText(
            "{image} is available in all of {region}; {server} will be created in {az}."),
        chinese: RuleText(
            "整机镜像 {image} 在 {region} 整个区域内可用， {server} 将创建在 {az}。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
