import XimageCore
import XimagePlanning

struct VaultBindingShown: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA010", name: "vault-binding-shown", severity: .info, phases: [.plan],
        summary: "Making the image binds the server",
        rationale: """
            Making an image through a vault adds the server to it if it was not bound. The plan shows this \
            as a change to the vault so that the next plan is not surprised.
            """,
        source: "IMS API field vault_id",
        english: RuleText(
            "Making {image} binds {server} to {vault}."),
        chinese: RuleText(
            "制作 {image} 会将云服务器 {server} 绑定到存储库 {vault}。"))

    static let violating = [
        RuleExample("an existing server enters the vault", at: "image.golden vault") {
            $0.imageExistingServer()
        }
    ]
    static let satisfying = [
        RuleExample("server and vault are both ours") { _ in },
        RuleExample("an image of the system disk alone needs no vault") {
            $0.imageExistingServer()
            $0.set("image.golden", .kind, "system")
            $0.set("image.golden", .vault, .null)
        },
        RuleExample("the server is in the vault already") {
            $0.useExistingVault()
            $0.imageExistingServer()
            $0.vault("vault.corp") { $0.members = ["server-billing"] }
        },
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
