import XimageCore
import XimagePlanning

struct AdditionalBlankDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK046", name: "additional-blank-disk", severity: .info, phases: [.plan],
        title: Bilingual("Additional blank disks", zh: "额外的空数据盘"),
        headline: Bilingual("Server gets additional blank disks", zh: "云服务器将新增空数据盘"),
        rationale: Bilingual(
            """
            New empty data disks may be declared in addition; they come after the restored ones in the \
            request. In the guest they appear unformatted.
            """,
            zh: "可以另外声明新的空数据盘；在请求中它们排在恢复盘之后，在客户机中显示为未格式化。"),
        source: "ECS user guide 'Purchasing an ECS'",
        english: RuleText(
            "{server} gets {count} in addition to {restored}."),
        chinese: RuleText(
            "云服务器 {server} 在 {restored}之外还将新增 {count}。"))

    static let violating = [
        RuleExample(
            "a blank disk in addition to those of the image",
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
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB},
                          scratch: {type: SSD, size: 20 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "a blank disk beside those of an image of the same plan",
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
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB},
                          scratch: {type: SSD, size: 20 GiB, from: blank}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "disks of the image alone",
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
            "a server from a public image",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, _, disks) in context.provisionedServers() {
            report.evaluated += 1
            let all = context.restored(server, from: disks)
            let blank = all.count { $0.key == nil }
            guard blank > 0 else { continue }
            report.violate(
                server,
                [
                    "server": "\(server.address)", "count": Wording.count(blank, "empty disk", zh: "块空盘"),
                    "restored": Wording.count(disks.count, "restored disk", zh: "块恢复盘"),
                ])
        }
    }
}
