import XimageCore
import XimagePlanning

struct ImageRegionDiffers: ExemplifiedRule {
    static let metadata = RuleMetadata(
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
            fix: "请在云服务器所在区域制作镜像，再声明跨区域复制。"))

    static let violating = [
        RuleExample("an image in another region than its server", at: "image.golden from") {
            $0.edit("image.golden") { $0.region = "cn-south-1" }
            $0.edit("vault.main") { $0.region = "cn-south-1" }
        },
        RuleExample("a vault in another region than the image", at: "image.golden vault") {
            $0.edit("vault.main") { $0.region = "cn-south-1" }
        },
    ]
    static let satisfying = [RuleExample("all in one region") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let image = context.image(capture)
            report.evaluated += 1
            if let server = context.server(capture), server.desired.region != image.desired.region {
                violate(image, .source, server, &report)
            }
            if let vault = context.vault(capture), vault.desired.region != image.desired.region {
                violate(image, .vault, vault, &report)
            }
        }
    }

    private func violate(
        _ image: RuleContext.Subject, _ attribute: AttributeName, _ other: RuleContext.Subject,
        _ report: inout RuleReport
    ) {
        report.violate(
            image, at: attribute,
            [
                "image": "\(image.address)", "region": "\(image.desired.region)",
                "server": "\(other.address)",
                "other": "\(other.desired.region)",
            ])
    }
}
