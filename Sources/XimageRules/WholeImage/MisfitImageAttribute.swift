import XimageCore
import XimagePlanning

struct MisfitImageAttribute: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .misfitImageAttribute, name: "misfit-image-attribute", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            For whole images: no disk format, no minimum disk size and no object-storage URL may be given; \
            disk sizes come from the server. `vault` is given for server sources (VA001). Tags may be given \
            in one form only (NM005).
            """,
            zh: """
                对于整机镜像：不能指定磁盘格式、最小磁盘容量和对象存储 URL；磁盘容量由云服务器决定。\
                来源为云服务器时需指定 `vault`（VA001）。标签只能使用一种写法（NM005）。
                """),
        source: "IMS API 'Creating a full-ECS image'")

    static let about = ["image.from.disk"]

    static let violating = [
        RuleExample(
            "a single disk for a whole image",
            at: ["image.golden | data"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web, disk: data}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "a vault for an image of the system disk",
            at: ["image.golden | main"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {kind: system, from: {server: web}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "a data image without its disk",
            at: ["image.golden | {server: web}"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {kind: data, from: {server: web}}}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "a whole server",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a single disk for a data image",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {kind: data, from: {server: web, disk: data}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) where image.desired.attributes[.kind].string == "whole" {
            report.evaluated += 1
            guard !image.desired.attributes[.sourceDisk].isEmpty else { continue }
            report.violate(
                image, at: .sourceDisk,
                ["field": "from.disk", "image": "\(image.address)", "kind": "whole", "needed": "data"])
        }
    }
}
