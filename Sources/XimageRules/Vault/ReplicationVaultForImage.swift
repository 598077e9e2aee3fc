import XimageCore
import XimagePlanning

struct ReplicationVaultForImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA003", name: "replication-vault-for-image", severity: .error, phases: [.validate, .plan],
        summary: "The vault's protection type is backup",
        rationale: """
            For making an image protect_type must be `backup`; a `replication` vault only receives copies \
            (CP006).
            """,
        source: "IMS user guide (2022) constraints; CBR API protect_type",
        english: RuleText(
            "{vault} is a replication vault and cannot take backups of servers.",
            fix: "Use a vault with `purpose: backup` for {image}."),
        chinese: RuleText(
            "存储库 {vault} 为复制存储库，不能备份云服务器。",
            fix: "请为 {image} 选择 `purpose: backup` 的存储库。"))

    static let violating = [
        RuleExample("a replication vault for a new image", at: "image.golden vault") {
            $0.set("vault.main", .purpose, "replication")
        },
        RuleExample("an existing replication vault", at: "image.golden vault") {
            $0.useExistingVault()
            $0.cloud("vault.corp") { $0.attributes[.purpose] = "replication" }
        },
    ]
    static let satisfying = [RuleExample("a backup vault") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            guard let vault = context.vault(capture) else { continue }
            report.evaluated += 1
            let purpose = vault.desired.attributes[.purpose].string ?? vault.live?.attributes[.purpose].string
            guard purpose == "replication" else { continue }
            let image = context.image(capture)
            report.violate(image, at: .vault, ["vault": "\(vault.address)", "image": "\(image.address)"])
        }
    }
}
