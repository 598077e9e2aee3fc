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

    static let violating = [
        RuleExample("a server from an image of the whole region", at: "server.web image") {
            $0.addWholeImage(scope: .region)
            $0.set("server.web", .image, .map(["id": "image-whole"]))
        }
    ]
    static let satisfying = [RuleExample("a server from a public image") { _ in }]

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
