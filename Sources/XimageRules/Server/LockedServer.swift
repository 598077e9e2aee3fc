import XimageCore
import XimagePlanning

struct LockedServer: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "SV004", name: "locked-server", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Server lock", zh: "云服务器锁定"),
        headline: Bilingual("Server is locked", zh: "云服务器已锁定"),
        rationale: Bilingual(
            """
            A locked server refuses management operations. Locks are set by the owner or by another cloud \
            service.
            """,
            zh: "已锁定的云服务器拒绝管理操作。锁定由所有者或其他云服务设置。"),
        source: "ECS API 'Querying ECS details', field locked; ECS API 'Error codes' (Ecs.0605)",
        english: RuleText(
            "{server} is locked by {owner} and refuses operations.",
            fix: "Unlock it before running the plan."),
        chinese: RuleText(
            "云服务器 {server} 已被 {owner} 锁定，无法执行操作。",
            fix: "请先解除锁定再执行计划。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source is locked",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod, locked: true}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            accepted: "The sandbox takes an image of a locked server."),
        RuleExample(
            "a locked server is to be deleted",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, locked: true}]}}",
            manifest: """
                removed: [{from: server.web, action: delete, reason: closed}]
                acknowledge: [{key: destroy, target: server.web, reason: closed}]
                """),
        RuleExample(
            "another flavor for a locked server",
            at: ["server.web | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, locked: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the source is locked after the plan",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            during: """
                regions: {cn-north-4: {changes: [{server: billing-prod, locked: true}]}}
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
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, locked: true}]}}",
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
            "the source is not locked",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "another name for a locked server",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, locked: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    name: shop-front
                """),
    ]

    private static let owner = RuleArgument("its owner or another service", zh: "所有者或其他服务")

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard case .server(let facts) = context.liveServer(capture)?.facts else { continue }
            report.evaluated += 1
            guard facts.isLocked else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "server": "\(context.serverName(capture))",
                    "owner": Self.owner,
                ])
        }
        for command in context.serverCommands() {
            report.evaluated += 1
            guard command.facts.isLocked else { continue }
            report.violate(
                command.address, at: command.origin, ["server": "\(command.name)", "owner": Self.owner])
        }
    }
}
