import XimageCore
import XimagePlanning

struct ImageChangedInPlace: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV108", name: "image-changed-in-place", severity: .error, phases: [.validate, .plan],
        acknowledgement: "destroy",
        title: Bilingual("Image change of an existing server", zh: "更换已有云服务器的镜像"),
        headline: Bilingual("Image change replaces the server", zh: "更换镜像会重建云服务器"),
        rationale: Bilingual(
            """
            There is no in-place way to bring system and data disks of a running server to the content of a \
            whole image. A changed image in the manifest plans as delete-and-create, needs the `destroy` \
            acknowledgement (AG006) and keeps or deletes the old data disks as declared.
            """,
            zh: """
                没有办法原地把运行中云服务器的系统盘和数据盘变为整机镜像的内容。清单中更换镜像在计划中表现为\
                删除并重新创建，需要确认 `destroy`（AG006），并按声明保留或删除旧的数据盘。
                """),
        source: "ECS user guide 'Changing the OS'",
        english: RuleText(
            "{server} cannot take over {image} in place; it would be replaced.",
            fix: "Acknowledge `destroy` for it, or declare a new server and remove the old one later."),
        chinese: RuleText(
            "云服务器 {server} 无法原地切换为整机镜像 {image}，只能重建。",
            fix: "请为其确认 `destroy`，或先声明新云服务器，之后再删除旧的。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "another image for a server that runs",
            at: ["server.web | \"CentOS 7.9 64bit\""],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "CentOS 7.9 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the image of another server",
            at: ["server.web | golden"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
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
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the image stays",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a new server",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "CentOS 7.9 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.live != nil {
            report.evaluated += 1
            guard let change = server.change, change.replaces(.image) else { continue }
            let image = server.desired.attributes[.image]
            report.violate(
                server, at: .image,
                [
                    "server": "\(server.address)",
                    "image": image.reference.map { "\($0)" }
                        ?? .named("image", image.map?["name"]?.string ?? image.map?["id"]?.string ?? ""),
                ])
        }
    }
}
