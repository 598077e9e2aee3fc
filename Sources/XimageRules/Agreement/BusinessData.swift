import XimageCore
import XimagePlanning

struct BusinessData: ExemplifiedRule, AdviceRule {
    static let metadata = RuleMetadata(
        id: "AG009", name: "business-data", severity: .warning, phases: [.plan],
        acknowledgement: "business-data",
        title: Bilingual("Business data in the image", zh: "镜像中的业务数据"),
        headline: Bilingual("Image contains business data", zh: "镜像包含业务数据"),
        rationale: Bilingual(
            """
            The purpose of a whole image is to carry business data; everyone who can create servers from it \
            (in both regions for copies) can read the data.
            """,
            zh: """
                整机镜像的用途就是携带业务数据；凡能用该镜像创建云服务器的人都能读取这些数据（复制后，\
                两个区域均如此）。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios",
        english: RuleText(
            """
            {image} will contain the business data of {server}; anyone allowed to create servers from \
            it can read them.
            """,
            fix: "Restrict who may use images in the project, or acknowledge `business-data`."),
        chinese: RuleText(
            "{image} 将包含 {server} 的业务数据，任何有权用其创建云服务器的人都能读取。",
            fix: "请限制项目内的镜像使用权限，或确认 `business-data`。"))

    static let violating = [
        RuleExample(
            "an image is created",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "no image is created",
            before: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 400 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an image of the system disk alone",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            let image = context.image(capture)
            guard image.desired.attributes[.kind].string != "system" else { continue }
            report.evaluated += 1
            report.violate(
                image, ["image": "\(image.address)", "server": "\(context.serverName(capture))"],
                also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
