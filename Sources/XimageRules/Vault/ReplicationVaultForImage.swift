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

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "a replication vault for a new image",
            at: ["image.golden | main"],
            manifest: """
                vaults: {main: {size: 500 GiB, purpose: replication}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "an existing replication vault",
            at: ["image.golden | corp"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp, size: 500,
                      purpose: replication}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """,
            accepted: """
                The image service refuses it with IMG.0193, its code for every vault that does not hold backups of servers.
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a backup vault",
            manifest: """
                vaults: {main: {size: 500 GiB, purpose: backup}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """)
    ]

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
