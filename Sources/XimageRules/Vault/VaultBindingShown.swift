import XimageCore
import XimagePlanning

struct VaultBindingShown: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA010", name: "vault-binding-shown", severity: .info, phases: [.plan],
        title: Bilingual("Vault binding by imaging", zh: "制作镜像时的存储库绑定"),
        headline: Bilingual("Imaging binds the server to the vault", zh: "制作镜像会将云服务器绑定到存储库"),
        rationale: Bilingual(
            """
            Creating an image through a vault adds the server to it if it was not bound. The plan shows this \
            as a change to the vault so that the next plan shows no unexpected change.
            """,
            zh: """
                通过存储库制作镜像时，如果云服务器尚未绑定，会将其加入该存储库。计划会把这一点显示为存储库的\
                变更，以免下一次计划出现意外变更。
                """),
        source: "IMS API 'Creating a full-ECS image', field vault_id",
        english: RuleText(
            "Creating {image} binds {server} to {vault}."),
        chinese: RuleText(
            "制作 {image} 会将云服务器 {server} 绑定到存储库 {vault}。"))

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "an existing server enters the vault",
            at: ["image.golden | main"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "an existing server enters an existing vault",
            at: ["image.golden | corp"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp,
                      size: 500}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "server and vault are both ours",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an image of the system disk alone needs no vault",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """),
        RuleExample(
            "the server is in the vault already",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp, size: 500,
                      servers: [billing-prod]}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let bindings = context.bindings
        for capture in context.captures where capture.isBackedUp {
            guard capture.vaultAddress != nil || capture.liveVault != nil else { continue }
            let isForeign =
                (context.server(capture)?.isExisting ?? true) || (context.vault(capture)?.isExisting ?? true)
            guard isForeign else { continue }
            report.evaluated += 1
            guard let id = capture.liveServer, bindings[id] == nil else { continue }
            let image = context.image(capture)
            report.violate(
                image, at: .vault,
                [
                    "server": "\(context.serverName(capture))", "vault": "\(context.vaultName(capture))",
                    "image": "\(image.address)",
                ])
        }
    }
}
