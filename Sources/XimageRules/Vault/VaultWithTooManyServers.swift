import XimageCore
import XimagePlanning

struct VaultWithTooManyServers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .vaultWithTooManyServers, name: "vault-with-too-many-servers", severity: .error,
        phases: [.validate, .plan],
        rationale: Bilingual(
            """
            A vault binds at most 256 resources. Images cannot be created when the number of bound resources \
            is already over the limit.
            """,
            zh: "一个存储库最多绑定 256 个资源。已绑定的资源数超过上限时，不能制作镜像。"),
        source: """
            CBR user guide 'Constraints'; IMS API 'Error codes' (IMG.0185); CBR API 'Error codes' \
            (BackupService.6100)
            """)

    static let violating = [
        RuleExample("a vault that holds 256 servers already", at: "vault.corp") {
            $0.useExistingVault(size: 100_000)
            $0.vault("vault.corp") { $0.members = (0..<Limits.vaultServers).map { "server-\($0)" } }
        }
    ]
    static let satisfying = [RuleExample("one server") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for load in context.vaultLoads() {
            let vault = context.subjects(.vault)[load.vault]
            report.evaluated += 1
            guard load.servers > Limits.vaultServers else { continue }
            report.violate(vault, ["vault": "\(vault.address)", "count": "\(load.servers)"])
        }
    }
}
