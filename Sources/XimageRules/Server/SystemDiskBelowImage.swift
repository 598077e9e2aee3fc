import XimageCore
import XimagePlanning

struct SystemDiskBelowImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV105", name: "system-disk-below-image", severity: .error, phases: [.validate, .plan],
        title: Bilingual("System disk size", zh: "系统盘容量"),
        headline: Bilingual("System disk is smaller than the image requires", zh: "系统盘小于镜像的要求"),
        rationale: Bilingual(
            "System disk size is 1 to 1024 GB and not below the image's min_disk.",
            zh: "系统盘容量为 1–1024 GB，且不小于镜像的 min_disk。"),
        source: "ECS API 'Creating ECSs', field root_volume.size; IMS API 'Error codes' (IMG.0111)",
        english: RuleText(
            "System disk of {server} is {size} GiB but {image} needs at least {min} GiB (maximum 1024 GiB).",
            fix: "Write `systemDisk.size: {min} GiB` or more."),
        chinese: RuleText(
            "云服务器 {server} 系统盘为 {size} GiB，镜像 {image} 至少需要 {min} GiB（上限 1024 GiB）。",
            fix: "请将 `systemDisk.size` 设为 {min} GiB 或更大。"))

    static let about = ["server.systemDisk.size"]

    static let violating = [
        RuleExample(
            "a system disk below the image's",
            at: ["server.web | 20 GiB"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 20 GiB}
                """,
            accepted: """
                The server service refuses it with Ecs.0005, its code for every value that does not fit.
                """),
        RuleExample(
            "an image of the same plan",
            at: ["server.web | 40 GiB"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 100 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            accepted: """
                The server service refuses it with Ecs.0005, its code for every value that does not fit.
                """),
        RuleExample(
            "an image that exists",
            at: ["server.web | 40 GiB"],
            before: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 100 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 100 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            accepted: """
                The server service refuses it with Ecs.0005, its code for every value that does not fit.
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a system disk as large as the image's",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the image grows, the server keeps its disk",
            before: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 100 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main, revision: "2"}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.isNew {
            guard let size = server.desired.attributes[.systemDiskSize].int,
                let image = context.bootImage(of: server)
            else { continue }
            report.evaluated += 1
            guard size < image.entry.minimumDiskGiB else { continue }
            report.violate(
                server, at: .systemDiskSize,
                [
                    "server": "\(server.address)", "size": "\(size)", "image": "\(image.text)",
                    "min": "\(image.entry.minimumDiskGiB)",
                ],
                remark: RuleArgument(
                    "at least \(image.entry.minimumDiskGiB) GiB", zh: "至少 \(image.entry.minimumDiskGiB) GiB"))
        }
    }
}
