import XimageCore
import XimagePlanning

struct UnsettledSource: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV001", name: "unsettled-source", severity: .error, phases: [.plan, .apply],
        title: Bilingual("State of the source server", zh: "源云服务器状态"),
        headline: Bilingual("Server is neither running nor stopped", zh: "云服务器未处于运行中或关机状态"),
        rationale: Bilingual(
            """
            A whole image can be created only from a server whose status is ACTIVE (running) or SHUTOFF \
            (stopped). All other states (being built, rebooting, resizing, rebuilding, migrating, error, \
            shelved, deleted, unknown) are refused.
            """,
            zh: """
                只有状态为 ACTIVE（运行中）或 SHUTOFF（关机）的云服务器才能制作整机镜像。\
                所有其他状态（创建中、重启中、规格变更中、重装中、迁移中、错误、已搁置、已删除、未知）都会被\
                拒绝。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS API 'Error \
            codes' (IMG.0126)
            """,
        english: RuleText(
            "{server} is in state {status}; a whole image can be created only from a running or stopped server.",
            fix: "Wait for the present operation to end, or repair the server, then plan again."),
        chinese: RuleText(
            "云服务器 {server} 当前状态为 {status}，只有“运行中”或“关机”的云服务器才能制作整机镜像。",
            fix: "请等待当前操作结束或修复云服务器后重新执行 plan。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source is being rebuilt",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, status: REBUILD}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the source is broken",
            at: ["image.golden | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, status: ERROR}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "the source restarts after the plan",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            during: """
                regions: {cn-north-4: {changes: [{server: billing-prod, status: REBOOT}]}}
                """),
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
            "no image is created now",
            before: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, status: REBOOT}]}}",
            manifest: """
                vaults: {main: {size: 400 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            if context.server(capture)?.isNew ?? false {
                report.deferred += 1
                continue
            }
            guard let server = context.liveServer(capture) else { continue }
            report.evaluated += 1
            guard !["ACTIVE", "SHUTOFF"].contains(server.status) else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "status": "\(server.status)"])
        }
    }
}
