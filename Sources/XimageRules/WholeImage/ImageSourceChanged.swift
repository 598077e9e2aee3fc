import XimageCore
import XimagePlanning

struct ImageSourceChanged: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI010", name: "image-source-changed", severity: .warning, phases: [.plan],
        title: Bilingual("Fixed and changeable image attributes", zh: "镜像的固定属性与可修改属性"),
        headline: Bilingual("Change requires a new image generation", zh: "该修改需要制作新一代镜像"),
        rationale: Bilingual(
            """
            After creation the source (server or backup), vault and kind are fixed: a change means a new \
            image. Name, description, tags, minimum and maximum memory can be changed in place, only while \
            the image is active.
            """,
            zh: """
                创建后，来源（云服务器或备份）、存储库和类型固定不变：修改即意味着制作新镜像。\
                名称、描述、标签、最小内存和最大内存可以原地修改，但仅限镜像为 active 时。
                """),
        source: "IMS API 'Updating image attributes'; Terraform provider 'ims_ecs_whole_image'",
        english: RuleText(
            """
            Changing {field} of {image} cannot be done in place: the plan creates a new generation. \
            Older generations stay until `retention` deletes them.
            """),
        chinese: RuleText(
            "整机镜像 {image} 的 {field} 无法原地修改：计划会制作新一代镜像。旧的各代镜像会保留，直到 `retention` 将其删除。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "another source",
            at: ["image.golden | api"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  api:
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
                  api:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: api}, vault: main}}
                """),
        RuleExample(
            "another kind",
            at: ["image.golden | system"],
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
                images: {golden: {kind: system, from: {server: web}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "another description",
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
                images: {golden: {from: {server: web}, vault: main, description: newer}}
                """),
        RuleExample(
            "another revision, which asks for a generation",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, revision: "2"}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) where image.prior != nil {
            report.evaluated += 1
            guard case .newGeneration(let names) = image.change?.reason else { continue }
            let fixed = names.filter { $0 != .revision }
            guard let first = fixed.first else { continue }
            report.violate(
                image, at: first,
                ["field": "\(fixed.map { "`\($0)`" }.joined(separator: ", "))", "image": "\(image.address)"])
        }
    }
}
