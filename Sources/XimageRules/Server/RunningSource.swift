import XimageCore
import XimagePlanning

struct RunningSource: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV002", name: "running-source", severity: .info, phases: [.plan],
        title: Bilingual("Imaging a running server", zh: "运行中的云服务器制作镜像"),
        headline: Bilingual("Server is imaged while running", zh: "云服务器将在开机状态下制作镜像"),
        rationale: Bilingual(
            """
            Imaging does not need a stop and does not interrupt business. A running source is accepted and \
            the plan reports it; the result is crash-consistent unless the vault is application-consistent.
            """,
            zh: """
                制作镜像不需要关机，也不中断业务。ximage 接受运行中的源云服务器，并在计划中说明；\
                除非存储库为应用一致性，否则结果为崩溃一致性。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios; IMS FAQ on running \
            servers
            """,
        english: RuleText(
            """
            {server} will be imaged while running. The image is as if power had been cut at that \
            moment; set `quiesce: stop` if you need a quiet file system.
            """),
        chinese: RuleText(
            "云服务器 {server} 将在开机状态下制作镜像，效果等同于此刻断电的磁盘状态；如需静默的文件系统，请设置 `quiesce: stop`。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source runs",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the source is stopped",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod, power: \"off\"}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the source is stopped for its image",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, quiesce: stop}}
                """),
        RuleExample(
            "the source is stopped by the same plan",
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
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    power: stopped
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard let server = context.liveServer(capture), !(context.server(capture)?.isNew ?? false) else {
                continue
            }
            report.evaluated += 1
            guard server.status == "ACTIVE", context.quiesce(capture) == nil,
                context.server(capture)?.desired.attributes[.power] != "stopped"
            else {
                continue
            }
            report.violate(context.image(capture), at: .source, ["server": "\(context.serverName(capture))"])
        }
    }
}
