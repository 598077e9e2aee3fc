import XimageCore
import XimagePlanning

struct ReplicationVaultForImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .replicationVaultForImage, name: "replication-vault-for-image", severity: .error,
        phases: [.validate, .plan],
        rationale: Bilingual(
            """
            To create an image, protect_type must be `backup`; a `replication` vault only receives copies \
            (CP006).
            """,
            zh: "制作镜像时 protect_type 必须为 `backup`；`replication` 存储库只接收复制（CP006）。"),
        source: "IMS user guide 'Constraints' (2022); CBR API 'Creating a vault', field protect_type")

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
