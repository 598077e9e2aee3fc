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

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "a server in another region than its image",
            at: ["server.web | golden"],
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    region: cn-south-1
                    zone: cn-south-1a
                    network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "an existing image of another region",
            at: ["server.web | 84669bf3-ec4e-452f-8af8-8c9268d64a9e"],
            world: """
                regions:
                  cn-south-1:
                    servers: [{name: build, flavor: s6.large.2}]
                    vaults: [{name: backups, size: 500}]
                    images: [{name: golden-1, server: build, vault: backups}]
                """,
            manifest: """
                vaults: {south: {region: cn-south-1, existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {id: 84669bf3-ec4e-452f-8af8-8c9268d64a9e}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a server in the region of its image",
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "a server from the copy in its region",
            manifest: """
                vaults: {main: {size: 1000 GiB}, dr: {region: cn-south-1, size: 500 GiB, purpose: replication}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    region: cn-south-1
                    zone: cn-south-1a
                    network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                    flavor: s6.large.2
                    image: {from: golden.south}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main, copies: {south: {region: cn-south-1,
                      vault: dr, agency: ims_copy}}}}
                """),
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
