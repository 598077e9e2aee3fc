import XimageCore
import XimagePlanning

struct ImageBehindServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI022", name: "image-behind-server", severity: .info, phases: [.plan],
        title: Bilingual("Age of the image", zh: "镜像与云服务器的差异"),
        headline: Bilingual("Image no longer matches its server", zh: "镜像与云服务器的当前状态不一致"),
        rationale: Bilingual(
            """
            A whole image is a point-in-time copy. When the total size of the server's disks has changed since, \
            the plan reports it and proposes nothing unless the manifest asks for a new generation (changed \
            revision, a schedule that is due, or an explicit renewal).
            """,
            zh: """
                整机镜像是某一时刻的副本。如果此后云服务器磁盘的总容量发生了变化，计划会报告，但不会提出变更，除\
                非清单要求新一代镜像（修改 revision、定时任务到期或明确要求更新）。
                """),
        source: "CBR user guide 'What is CBR?'",
        english: RuleText(
            "{image} was created on {date} and no longer matches {server} ({difference}).",
            fix: "It is not refreshed automatically; ask for a new generation to capture the present state."),
        chinese: RuleText(
            "整机镜像 {image} 制作于 {date}，与云服务器 {server} 当前状态不一致（{difference}）。",
            fix: "镜像不会自动更新；如需采集当前状态，请生成新一代镜像。"))

    static let violating = [
        RuleExample(
            "a disk has grown since",
            at: ["image.golden | golden"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a disk was added since",
            at: ["image.golden | golden"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SSD, size: 50 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "nothing has changed since",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
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
            "a new generation captures the larger disk",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main, revision: "1"}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                images: {golden: {from: {server: web}, vault: main, revision: "2"}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where context.isOnline && !capture.isMade {
            let image = context.image(capture)
            guard case .image(let facts) = image.live?.facts, let captured = facts.capturedGiB,
                let size = capture.totalGiB,
                let date = image.prior?.createdAt
            else { continue }
            report.evaluated += 1
            guard size != captured else { continue }
            report.violate(
                image,
                [
                    "image": "\(image.address)", "date": "\(date)",
                    "server": "\(context.serverName(capture))",
                    "difference": RuleArgument(
                        "\(captured) GiB then, \(size) GiB now",
                        zh: "当时 \(captured) GiB，现在 \(size) GiB"),
                ])
        }
    }
}
