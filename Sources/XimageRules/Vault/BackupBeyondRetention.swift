import XimageCore
import XimagePlanning

struct BackupBeyondRetention: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA035", name: "backup-beyond-retention", severity: .info, phases: [.plan],
        title: Bilingual("Retention of backups behind images", zh: "镜像依赖的备份的保留策略"),
        headline: Bilingual("Backup is kept past its retention", zh: "备份到期后仍会保留"),
        rationale: Bilingual(
            """
            A policy-created backup that has an image is exempt from automatic expiry. Manual backups have no \
            expiry unless a retention (1-36500 days, -1 for ever) was set.
            """,
            zh: """
                由策略创建的备份如果已有镜像，则不会自动到期删除。手动备份没有到期时间，\
                除非设置了保留时间（1–36500 天，-1 表示永久）。
                """),
        source:
            "CBR FAQ on the expiry of backups; CBR API 'Querying a backup', field retention_duration_days",
        english: RuleText(
            "Backup {backup} will be kept past its retention because {image} uses it."),
        chinese: RuleText(
            "备份 {backup} 被镜像 {image} 使用，到期后仍会保留。"))

    static let about = ["image.from.backup"]

    static let violating = [
        RuleExample(
            "an image of a backup that would expire",
            at: ["image.golden | cd8513df-4c2e-43e9-b6a3-04b851d0afa4"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"backups": [{"id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "status": "available",
                            "vault_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c",
                      "expired_at": "2027-06-01T00:00:00Z", "extend_info": {"auto_trigger": true}}]}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a manual backup",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (image, id) in context.imagesFromBackups() {
            if let fact = context.refused("backups", in: image.desired.region) {
                report.missing(fact)
                continue
            }
            guard let backup = context.backups[id] else { continue }
            report.evaluated += 1
            guard backup.isAutomatic, backup.expiresAt != nil else { continue }
            report.violate(image, at: .sourceBackup, ["backup": "\(id)", "image": "\(image.address)"])
        }
    }
}
