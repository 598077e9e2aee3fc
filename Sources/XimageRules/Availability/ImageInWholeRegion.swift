import XimageCore
import XimagePlanning

struct ImageInWholeRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
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
            "整机镜像 {image} 在 {region} 整个区域内可用， {server} 将创建在 {az}。"))

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
                    "image": "Image \"\(image.name)\"", "region": "\(server.desired.region)",
                    "server": "\(server.address)", "az": "\(zone)",
                ])
        }
    }
}
