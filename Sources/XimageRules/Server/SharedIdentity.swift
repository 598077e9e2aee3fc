import XimageCore
import XimagePlanning

struct SharedIdentity: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV110", name: "shared-identity", severity: .warning, phases: [.plan],
        title: Bilingual("Identity of servers from one image", zh: "同一镜像创建的云服务器的标识"),
        headline: Bilingual("Servers share identity from one image", zh: "多台云服务器共享镜像中的系统标识"),
        rationale: Bilingual(
            """
            Host keys, machine id, Windows SID, host name files, static addresses and licences inside the \
            image are duplicated on every server. See GU014, GU022, GU023.
            """,
            zh: """
                镜像中的主机密钥、机器 ID、Windows SID、主机名文件、静态地址和许可证会在每台云服务器上重复。\
                参见 GU014、GU022、GU023。
                """),
        source: "IMS user guide 'Running Sysprep', 'Clearing files'",
        english: RuleText(
            """
            {count} servers from {image} will share in-guest identity such as host keys, machine id or \
            SID.
            """,
            fix: "Run Sysprep or clear those files in the source, or reset them at first boot."),
        chinese: RuleText(
            "由整机镜像 {image} 创建的 {count} 台云服务器会共享主机密钥、机器 ID 或 SID 等标识。",
            fix: "请在源云服务器上执行 Sysprep 或清理相关文件，或在首次启动时重置。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "two servers from one whole image",
            at: ["server.blue | golden"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  blue:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                  green:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "two servers of one block",
            at: ["server.web[0] | golden"],
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
                    count: 2
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "servers from a public image",
            manifest: """
                servers:
                  blue:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  green:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "one server from the image",
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

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var users: [Address: [RuleContext.Subject]] = [:]
        for server in context.subjects(.server) where server.isNew {
            guard let image = server.desired.attributes[.image].reference else { continue }
            report.evaluated += 1
            users[image.series, default: []].append(server)
        }
        for (image, servers) in users.sorted(by: { $0.key < $1.key }) where servers.count > 1 {
            report.violate(servers[0], at: .image, ["count": "\(servers.count)", "image": "\(image)"])
        }
    }
}
