import XimageCore
import XimagePlanning

struct StopAndStart: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC006", name: "stop-and-start", severity: .info, phases: [.plan],
        title: Bilingual("Stop and start of the source server", zh: "源云服务器的关机与开机"),
        headline: Bilingual("Server is stopped before the image is created", zh: "制作镜像前云服务器将关机"),
        rationale: Bilingual(
            """
            With `quiesce: stop` the order is: stop and wait for SHUTOFF, image until active (and optionally \
            until region-available), start. A server that was already stopped is left stopped.
            """,
            zh: """
                使用 `quiesce: stop` 时，顺序为：关机并等待状态变为 SHUTOFF，制作镜像直到状态正常（可选择等\
                到镜像在区域内可用），开机。原本已关机的云服务器保持关机。
                """),
        source: "IMS user guide 'Constraints' (2021, 2022)",
        english: RuleText(
            "{server} is stopped before {image} {afterwards}."),
        chinese: RuleText(
            "{server} 将在制作 {image} 前关机，{afterwards}。"))

    static let violating = [
        RuleExample(
            "a server that is stopped for the image",
            at: ["image.golden | golden"],
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, quiesce: stop}}
                """),
        RuleExample(
            "a server that stays stopped",
            at: ["image.golden | golden"],
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, quiesce: {stop: true, then: stopped}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a server that keeps running",
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "a server that is stopped already",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing, flavor: s6.large.2, power: "off"}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main, quiesce: stop}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for capture in context.captures where capture.isMade && context.quiesce(capture) != nil {
            report.evaluated += 1
            guard context.runs(capture) ?? true else { continue }
            report.violate(
                context.image(capture),
                [
                    "server": "\(context.serverName(capture))",
                    "image": "\(context.image(capture).address)",
                    "afterwards": context.quiesce(capture)?.then == .stopped
                        ? RuleArgument("and stays stopped", zh: "之后保持关机")
                        : RuleArgument("and started when the image is active", zh: "镜像状态正常后开机"),
                ])
        }
    }
}
