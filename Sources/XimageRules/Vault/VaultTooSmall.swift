import XimageCore
import XimagePlanning

struct VaultTooSmall: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA005", name: "vault-too-small", severity: .error, phases: [.validate, .plan, .apply],
        title: Bilingual("Vault capacity", zh: "存储库容量"),
        headline: Bilingual("Vault is too small", zh: "存储库容量不足"),
        rationale: Bilingual(
            """
            The total size of all disks of all bound servers, including the one being added, must not exceed \
            the vault's capacity (disks excluded by the binding do not count). Checked offline when all \
            sizes are declared.
            """,
            zh: """
                所有已绑定云服务器（包括将要加入的云服务器）的全部磁盘的总容量不能超过存储库的容量（绑定时排\
                除的磁盘不计算在内）。所有容量都已声明时可离线检查。
                """),
        source: """
            CBR user guide 'Associating a resource with the vault'; IMS API 'Error codes' (IMG.0182); CBR \
            API 'Error codes' (BackupService.6101)
            """,
        english: RuleText(
            "{vault} has {size} GiB but the servers bound to it add up to {need} GiB.",
            fix: "Enlarge the vault to at least {need} GiB or turn on auto-expansion."),
        chinese: RuleText(
            "存储库 {vault} 容量为 {size} GiB，其绑定云服务器磁盘合计 {need} GiB。",
            fix: "请扩容到至少 {need} GiB 或开启自动扩容。"))

    static let violating = [
        RuleExample("a vault smaller than the server", at: "vault.main size") {
            $0.set("vault.main", .size, 100)
            $0.set("vault.main", .autoExpand, false)
        },
        RuleExample("the same from the manifests alone", at: "vault.main size") {
            $0.set("vault.main", .size, 100)
            $0.set("vault.main", .autoExpand, false)
            $0.isOffline = true
        },
        RuleExample("an existing vault that is nearly allotted", at: "vault.corp") {
            $0.useExistingVault()
            $0.vault("vault.corp") { $0.allocatedGiB = 400 }
        },
    ]
    static let satisfying = [
        RuleExample("enough capacity for all") { $0.set("vault.main", .autoExpand, false) },
        RuleExample("a small vault that expands by itself") { $0.set("vault.main", .size, 100) },
        RuleExample("the server is bound already") {
            $0.useExistingVault()
            $0.imageExistingServer()
            $0.vault("vault.corp") {
                $0.allocatedGiB = 450
                $0.members = ["server-billing"]
            }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for load in context.vaultLoads() {
            let vault = context.subjects(.vault)[load.vault]
            report.evaluated += 1
            guard let size = load.sizeGiB, !load.expands, load.boundGiB > size else { continue }
            report.violate(
                vault, at: .size,
                ["vault": "\(vault.address)", "size": "\(size)", "need": "\(load.boundGiB)"],
                remark: RuleArgument("\(load.boundGiB) GiB are needed", zh: "需要 \(load.boundGiB) GiB"))
        }
    }
}
