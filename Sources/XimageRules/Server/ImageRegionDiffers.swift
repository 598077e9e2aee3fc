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

    static let about = ["image.from", "image.vault"]

    static let violating = [
        RuleExample(
            "a vault in another region than one of the servers",
            at: ["image.daily[\"ee3be2d3-2188-4994-bd19-9f5a02c3178c\"] | main"],
            world: """
                regions:
                  cn-north-4: {servers: [{name: shop-prod, tags: {backup: daily}}]}
                  cn-south-1: {servers: [{name: billing-prod, tags: {backup: daily}}]}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                images:
                  daily:
                    from: {servers: {live: {tags: {backup: daily}, regions: [cn-north-4, cn-south-1]}}}
                    vault: main
                """)
    ]
    static let satisfying = [
        RuleExample(
            "servers of one region",
            world: """
                regions:
                  cn-north-4: {servers: [{name: shop-prod, tags: {backup: daily}}]}
                  cn-south-1: {servers: [{name: billing-prod, tags: {backup: daily}}]}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                images:
                  daily:
                    from: {servers: {live: {tags: {backup: daily}, regions: [cn-north-4]}}}
                    vault: main
                """),
        RuleExample(
            "a copy in another region",
            manifest: """
                vaults:
                  main: {size: 300 GiB}
                  dr: {region: cn-south-1, size: 300 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
    ]

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
