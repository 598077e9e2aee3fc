import XimageCore
import XimagePlanning

struct ImageRegionDiffers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageRegionDiffers, name: "image-region-differs", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            A whole image is created in the region and project of its source server, with a vault of the \
            same region. To have it elsewhere declare a copy.
            """,
            zh: """
                整机镜像在其源云服务器所在的区域和项目中制作，使用同一区域的存储库。\
                如果其他区域也需要该镜像，请声明复制。
                """),
        source: "CBR user guide 'Associating a resource with the vault'; IMS API 'Creating a full-ECS image'")

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
