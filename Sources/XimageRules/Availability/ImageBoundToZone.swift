import XimageCore
import XimagePlanning

struct ImageBoundToZone: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV003", name: "image-bound-to-zone", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Image bound to one AZ", zh: "仅单个可用区可用的镜像"),
        headline: Bilingual(
            "Image is not available in the server's AZ",
            zh: "镜像在云服务器所在可用区不可用"),
        rationale: Bilingual(
            """
            While the image is available only inside one AZ (its data is still in snapshots of the source \
            disks), servers can be created from it only in that AZ. The AZ is the source server's \
            (backup.resource_az).
            """,
            zh: """
                镜像仅在一个可用区内可用期间（其数据仍是源盘的快照），只能在该可用区用其创建云服务器。\
                该可用区即源云服务器所在的可用区（`backup.resource_az`）。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; EVS API 'Error \
            codes' (EVS.2054); CBR API 'Querying a backup', fields resource_az and supported_restore_mode
            """,
        english: RuleText(
            "{image} is available only in {image_az} for now, so {server} cannot be created in {az}.",
            fix: "Use {image_az}, or wait until the image is available in the region."),
        chinese: RuleText(
            "整机镜像 {image} 目前仅在可用区 {image_az} 可用，无法在 {az} 创建 {server}。",
            fix: "请改用 {image_az}，或等待镜像在区域内可用。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "an image that is available in another AZ only",
            at: ["server.web | golden-1"],
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
                    zone: cn-north-4b
                    flavor: s6.large.2
                    image: {name: golden-1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the AZ in which the image is available",
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
        RuleExample(
            "an image of the whole region",
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
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.isNew {
            guard let zone = server.desired.attributes[.zone].string,
                let scope = context.imageScope(of: server)
            else { continue }
            report.evaluated += 1
            guard case .zone(let bound) = scope, bound != zone else { continue }
            let image = server.resolved[.image].string.flatMap { context.live[$0] }
            let name =
                image.map { .named("image", $0.name) }
                ?? server.desired.attributes[.image].reference.map { "\($0)" }
                ?? RuleArgument("the image", zh: "（未知）")
            report.violate(
                server, at: .image,
                [
                    "image": name, "image_az": "\(bound)", "server": "\(server.address)",
                    "az": "\(zone)",
                ])
        }
    }
}
