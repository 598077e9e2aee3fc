import XimageCore
import XimagePlanning

struct ImageNameTaken: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM002", name: "image-name-taken", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Image name uniqueness", zh: "镜像名称唯一性"),
        headline: Bilingual("Image name is already taken", zh: "镜像名称已被占用"),
        rationale: Bilingual(
            """
            Two images of one region must not share a name in the manifest; successive generations of an \
            image need different names while both exist. An existing image of the same name that ximage does \
            not manage is reported; the service has an error code for an existing name.
            """,
            zh: """
                清单中同一区域的两个镜像不能同名；一个镜像相邻的各代同时存在时，名称也必须不同。\
                如果已有同名镜像且不由 ximage 管理，ximage 会报告该镜像；云服务对名称已存在有专门的错误码。
                """),
        source: "IMS API 'Error codes' (IMG.0009)",
        unconfirmed: Bilingual(
            "whether the service requires unique names of whole images",
            zh: "云服务是否要求整机镜像名称唯一"),
        english: RuleText(
            "An image named \"{name}\" already exists in {region} ({id}).",
            fix: "Choose another name, or adopt the existing image."),
        chinese: RuleText(
            "{region} 已存在名为“{name}”的镜像（{id}）。",
            fix: "请更换名称，或接管已有镜像。"))

    static let about = ["image.name"]

    static let violating = [
        RuleExample(
            "two images of one name",
            at: ["image.second | second"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden: {from: {server: web}, vault: main, name: shop-base}
                  second: {from: {server: web}, vault: main, name: shop-base}
                """,
            command: .validate),
        RuleExample(
            "someone else's image has the name",
            at: ["image.golden | golden"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 500, servers: [old]}]
                    images: [{name: shop-golden-g1, server: old, vault: backups}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            accepted: """
                The sandbox allows equal names; whether the service refuses them is not confirmed.
                """),
    ]
    static let satisfying = [
        RuleExample(
            "every image has its own name",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden: {from: {server: web}, vault: main}
                  second: {from: {server: web}, vault: main}
                """),
        RuleExample(
            "the name is that of the image itself",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    private struct Place: Hashable {
        let region: Region
        let name: String
    }

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var taken: [Place: String] = [:]
        for object in context.live.resources where object.kind == .image {
            taken[Place(region: object.region, name: object.name)] = object.id
        }
        var templates: [Place: Address] = [:]
        for image in context.subjects(.image) {
            guard case .image(let details) = image.desired.details else { continue }
            report.evaluated += 1
            let place = Place(region: image.desired.region, name: details.nameTemplate)
            if let first = templates[place] {
                violate(image, context.nextName(of: image) ?? details.nameTemplate, "\(first)", &report)
                continue
            }
            templates[place] = image.address
            guard image.change?.action == .create, let name = context.nextName(of: image),
                let other = taken[Place(region: image.desired.region, name: name)]
            else { continue }
            violate(image, name, other, &report)
        }
    }

    private func violate(
        _ image: RuleContext.Subject, _ name: String, _ other: String, _ report: inout RuleReport
    ) {
        report.violate(
            image, at: .name, ["name": "\(name)", "region": "\(image.desired.region)", "id": "\(other)"])
    }
}
