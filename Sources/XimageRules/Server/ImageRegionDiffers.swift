import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageRegionDiffers = RuleMetadata(
        id: "SV015", name: "image-region-differs", severity: .error, phases: [.validate],
        summary: "Image, server and vault belong to one region and project",
        rationale: """
            A whole image is created in the region and project of its source server, with a vault of the \
            same region. To have it elsewhere declare a copy.
            """,
        source: "CBR user guide 'Vault and resources must share a region'; IMS API project scoping",
        english: RuleText(
            "{image} is declared in {region} but {server} is in {other}.",
            fix: "Create the image in the server's region and declare a cross-region copy."),
        chinese: RuleText(
            "整机镜像 {image} 声明在 {region}，但云服务器 {server} 位于 {other}。",
            fix: "请在云服务器所在区域制作镜像，再声明跨区域复制。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
