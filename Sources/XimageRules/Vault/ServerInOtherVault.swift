import XimageCore
import XimagePlanning

struct ServerInOtherVault: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA007", name: "server-in-other-vault", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Vault binding of a server", zh: "云服务器的存储库绑定"),
        headline: Bilingual("Server is bound to another vault", zh: "云服务器已绑定其他存储库"),
        rationale: Bilingual(
            """
            A server can be bound to one vault at a time. If it is already bound elsewhere, the image must \
            use that vault or the binding must be moved (which keeps backups only when migrated; see VA015).
            """,
            zh: """
                一台云服务器同一时间只能绑定一个存储库。如果已绑定其他存储库，镜像必须使用该存储库，\
                或者移动绑定关系（只有迁移才会保留备份，参见 VA015）。
                """),
        source: """
            CBR user guide 'Associating a resource with the vault'; IMS API 'Error codes' (IMG.0183); CBR \
            API 'Error codes' (BackupService.6103)
            """,
        english: RuleText(
            "{server} is already bound to {other} and cannot use {vault} for {image}.",
            fix: "Refer to {other}, or migrate the server's binding first."),
        chinese: RuleText(
            "云服务器 {server} 已绑定存储库 {other}，制作 {image} 时不能使用 {vault}。",
            fix: "请改用 {other}，或先迁移绑定关系。"))

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "the server is in another vault",
            at: ["image.golden | main"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-old, size: 500,
                      servers: [billing-prod]}]}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "two images of one server in two vaults",
            at: ["image.second | other"],
            manifest: """
                vaults: {main: {size: 500 GiB}, other: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}, second: {from: {server: web},
                      vault: other}}
                """,
            command: .validate),
        RuleExample(
            "the image moves to a new vault",
            at: ["image.golden | other"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}, other: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: other}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the server is in no vault",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the server is in this vault",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp, size: 500,
                      servers: [billing-prod]}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "an image of the system disk alone needs no vault",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-old, size: 500,
                      servers: [billing-prod]}]}}
                """,
            manifest: """
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """),
    ]

    private static let vaultOfOthers = LiveResource(
        kind: .vault, region: "cn-north-4", id: "vault-old", name: "vault-old",
        attributes: [.size: 500], status: "available",
        facts: .vault(
            VaultFacts(allocatedGiB: 240, usedMiB: 0, members: ["server-billing"], objectType: "server")))

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let bindings = context.bindings
        var chosen: [Address: (vault: Address, image: Address)] = [:]
        for capture in context.captures where capture.isBackedUp {
            report.evaluated += 1
            let image = context.image(capture)
            if let id = capture.liveServer, !(context.server(capture)?.isNew ?? false),
                let bound = bindings[id],
                bound != capture.liveVault
            {
                let other: RuleArgument =
                    context.declaredIDs[bound].map { "\($0)" }
                    ?? context.live[bound].map { .named("vault", $0.name, bound) } ?? "\(bound)"
                violate(capture, image, other: other, context, &report)
                continue
            }
            guard let server = capture.serverAddress, let vault = capture.vaultAddress else { continue }
            if let first = chosen[server], first.vault != vault {
                violate(capture, image, other: "\(first.vault)", context, &report)
            } else {
                chosen[server] = (vault, image.address)
            }
        }
    }

    private func violate(
        _ capture: RuleContext.Capture, _ image: RuleContext.Subject, other: RuleArgument,
        _ context: RuleContext,
        _ report: inout RuleReport
    ) {
        report.violate(
            image, at: .vault,
            [
                "server": "\(context.serverName(capture))", "other": other,
                "vault": "\(context.vaultName(capture))", "image": "\(image.address)",
            ])
    }
}
