import XimageCore
import XimagePlanning

struct ImageInWholeRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV004", name: "image-in-whole-region", severity: .info, phases: [.plan],
        title: Bilingual("Image available in the region", zh: "区域内可用的镜像"),
        headline: Bilingual("Image is available in the whole region", zh: "镜像在整个区域内可用"),
        rationale: Bilingual(
            """
            Once the image is available in the region, servers can be created from it in every AZ of the \
            region, subject to AV002, AV006 and AV007.
            """,
            zh: """
                镜像在区域内可用之后，可以在该区域的任一可用区用其创建云服务器，但须符\
                合 AV002、AV006 和 AV007。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints",
        english: RuleText(
            "{image} is available in all of {region}; {server} will be created in {az}."),
        chinese: RuleText(
            "整机镜像 {image} 在 {region} 整个区域内可用，{server} 将创建在 {az}。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "a server from an image of the whole region",
            at: ["server.web | golden-1"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: build, zone: cn-north-4a, flavor: s6.large.2}]
                    vaults: [{name: backups, size: 500}]
                    images: [{name: golden-1, server: build, vault: backups}]
                """,
            manifest: """
                servers:
                  web:
                    zone: cn-north-4b
                    flavor: s6.large.2
                    image: {name: golden-1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a server from a public image",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "an image that is available in one AZ so far",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: build, zone: cn-north-4a, flavor: s6.large.2}]
                    vaults: [{name: backups, size: 500}]
                    images: [{name: golden-1, server: build, vault: backups, phase: zone}]
                """,
            manifest: """
                servers:
                  web:
                    zone: cn-north-4a
                    flavor: s6.large.2
                    image: {name: golden-1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, facts) in context.serversFromWholeImages() {
            report.evaluated += 1
            guard facts.scope == .region, let zone = server.desired.attributes[.zone].string else { continue }
            report.violate(
                server, at: .image,
                [
                    "image": .named("Image", image.name), "region": "\(server.desired.region)",
                    "server": "\(server.address)", "az": "\(zone)",
                ])
        }
    }
}
