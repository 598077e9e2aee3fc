import XimageCore
import XimagePlanning

struct DeviceNamePromised: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK047", name: "device-name-promised", severity: .info, phases: [.plan],
        title: Bilingual("Device names of restored disks", zh: "恢复盘的设备名"),
        headline: Bilingual("Device names may differ from the source", zh: "设备名可能与源云服务器不同"),
        rationale: Bilingual(
            """
            Restored disks usually follow the request order, but device names can differ from the source. \
            Guests must mount by UUID or label (GU018).
            """,
            zh: """
                恢复盘通常按请求中的顺序排列，但设备名可能与源云服务器不同。客户机必须按 UUID 或卷标挂载\
                （GU018）。
                """),
        source: "IMS user guide 'Changing disk identifiers to UUID'",
        english: RuleText(
            "Device names of restored disks on {server} may differ from the source; mount by UUID."),
        chinese: RuleText(
            "云服务器 {server} 恢复磁盘的设备名可能与源端不同，请按 UUID 挂载。"))

    static let violating = [
        RuleExample(
            "a server gets data disks of its image",
            at: ["server.web | web"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "a server gets data disks of an image of the same plan",
            at: ["server.web | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a server from a public image",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
        RuleExample(
            "a server from an image without data disks",
            manifest: """
                vaults: {main: {size: 500 GiB}}
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
        for (server, _, disks) in context.provisionedServers() where !disks.isEmpty {
            report.evaluated += 1
            report.violate(server, ["server": "\(server.address)"])
        }
    }
}
