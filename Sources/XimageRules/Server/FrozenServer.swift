import XimageCore
import XimagePlanning

struct FrozenServer: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "SV005", name: "frozen-server", severity: .error, phases: [.plan, .apply, .serverSide],
        acknowledgement: "frozen-server",
        title: Bilingual("Frozen server", zh: "冻结的云服务器"),
        headline: Bilingual("Server is frozen", zh: "云服务器处于冻结状态"),
        rationale: Bilingual(
            """
            A server frozen for arrears or for security reasons cannot be backed up, hence not imaged. Renew \
            or release it first. The public pages disagree for the retention period (one billing page says \
            images remain possible), so the user may acknowledge and let the service decide.
            """,
            zh: """
                因欠费或安全原因冻结的云服务器不能备份，因此不能制作镜像。请先续费或释放。\
                对于保留期内的行为，公开文档说法不一（一页计费文档称仍可制作镜像），\
                因此用户可以确认后由云服务决定。
                """),
        source: "IMS user guide 'Constraints'; CBR FAQ on frozen servers; ECS 'Billing'",
        unconfirmed: Bilingual(
            "what the service allows during the retention period",
            zh: "保留期内云服务允许哪些操作"),
        english: RuleText(
            "{server} is frozen ({reason}) and refuses to be backed up, imaged, changed or deleted.",
            fix: "Top up or renew the account, or acknowledge `frozen-server` to let the service decide."),
        chinese: RuleText(
            "云服务器 {server} 处于冻结状态（{reason}），无法备份、制作镜像、变更或删除。",
            fix: "请充值或续费；也可确认 `frozen-server`，由云服务最终判断。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source is frozen",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod, frozen: true}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            accepted: """
                The image service refuses it with IMG.0126, its code for every server that neither runs nor is stopped.
                """),
        RuleExample(
            "another flavor for a frozen server",
            at: ["server.web | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, frozen: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the account runs out of money after the plan",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            during: """
                regions: {cn-north-4: {changes: [{server: billing-prod, frozen: true}]}}
                """),
        RuleExample(
            "everything is destroyed",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, frozen: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            command: .destroy),
    ]
    static let satisfying = [
        RuleExample(
            "the source is not frozen",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "another name for a frozen server",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, frozen: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    name: shop-front
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard case .server(let facts) = context.liveServer(capture)?.facts else { continue }
            report.evaluated += 1
            guard let reason = facts.freezeReason else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "reason": "`\(reason)`"],
                also: [capture.serverAddress].compactMap { $0 })
        }
        for command in context.serverCommands() {
            report.evaluated += 1
            guard let reason = command.facts.freezeReason else { continue }
            report.violate(
                command.address, at: command.origin,
                ["server": "\(command.name)", "reason": "`\(reason)`"],
                also: [command.address.owner].compactMap { $0 })
        }
    }
}
