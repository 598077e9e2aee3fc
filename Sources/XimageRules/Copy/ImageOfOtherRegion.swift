import XimageCore
import XimagePlanning

struct ImageOfOtherRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP020", name: "image-of-other-region", severity: .error, phases: [.validate],
        title: Bilingual("Region of a server's image", zh: "云服务器与镜像的区域"),
        headline: Bilingual(
            "Server refers to an image in another region",
            zh: "云服务器引用了其他区域的镜像"),
        rationale: Bilingual(
            """
            The copy request is sent to the image's own region, and the result is in the target region; \
            servers of the copy must refer to the copy, not to the source image.
            """,
            zh: """
                复制请求会发送到镜像自身所在的区域，而复制得到的镜像位于目标区域；\
                使用复制镜像的云服务器必须引用复制镜像，而不是源镜像。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Replicating images across regions'
            """,
        english: RuleText(
            "{server} in {region} refers to {image} of {other}.",
            fix: "Refer to its copy in {region}, or declare one."),
        chinese: RuleText(
            "{region} 的云服务器 {server} 引用了 {other} 的镜像 {image}。",
            fix: "请引用其在 {region} 的复制镜像，或声明一个复制。"))

    static let violating = [
        RuleExample("a server in another region than its image", at: "server.clone image") {
            $0.addClone(region: "cn-south-1")
            $0.isOffline = true
        },
        RuleExample("an existing image, in another region", at: "server.web image") {
            $0.addWholeImage(scope: .region)
            $0.cloud("image-whole") { $0.region = "cn-south-1" }
            $0.set("server.web", .image, .map(["id": "image-whole"]))
        },
    ]
    static let satisfying = [
        RuleExample("a server in the region of its image") { $0.addClone() },
        RuleExample("a server that refers to the copy in its region") {
            $0.addCopy()
            $0.addClone(region: "cn-south-1")
            $0.set("server.clone", .image, .reference(.init(.copy, "golden", part: "south")))
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) {
            guard let (image, region) = home(of: server, context) else { continue }
            report.evaluated += 1
            guard !region.isEmpty, region != server.desired.region else { continue }
            report.violate(
                server, at: .image,
                [
                    "server": "\(server.address)", "region": "\(server.desired.region)", "image": image,
                    "other": "\(region)",
                ])
        }
    }

    private func home(
        of server: RuleContext.Subject, _ context: RuleContext
    ) -> (image: RuleArgument, region: Region)? {
        if let address = server.desired.attributes[.image].reference {
            guard let image = context.subject(address.series) else { return nil }
            let region = image.desired.attributes[.targetRegion].string ?? image.desired.region
            return ("\(address)", region)
        }
        guard server.isNew, let id = server.resolved[.image].string, let image = context.live[id] else {
            return nil
        }
        return (.named("image", image.name), image.region)
    }
}
