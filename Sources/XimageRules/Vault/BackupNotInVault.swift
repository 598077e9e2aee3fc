import XimageCore
import XimagePlanning

struct BackupNotInVault: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA036", name: "backup-not-in-vault", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Backup service and vault of a source backup", zh: "来源备份所属的服务与存储库"),
        headline: Bilingual("Backup is not in the vault", zh: "存储库中没有该备份"),
        rationale: Bilingual(
            """
            When an image is created from a backup, the backup type sent must match where the backup is kept \
            (CBR for vault backups). In regions that have moved to CBR only CBR backups are accepted, and a \
            vault id is required.
            """,
            zh: """
                用备份创建镜像时，发送的备份类型必须与备份所在的服务一致（存储库中的备份为 CBR）。\
                在已切换到 CBR 的区域，只接受 CBR 备份，且必须提供存储库 ID。
                """),
        source: """
            IMS API 'Creating a full-ECS image', field whole_image_type; IMS API 'Error codes' (IMG.0127, \
            IMG.0190, IMG.0198)
            """,
        english: RuleText(
            "Backup {backup} was not found in {vault} as a {kind} backup.",
            fix: "Check the id and the vault."),
        chinese: RuleText(
            "在存储库 {vault} 中未找到类型为 {kind} 的备份 {backup}。",
            fix: "请核对 ID 与存储库。"))

    static let about = ["image.from.backup"]

    static let violating = [
        RuleExample(
            "no such backup",
            at: ["image.golden | 0c9b2f6e-5c1d-4b7a-9f0e-3d6a1b2c4d5e"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: 0c9b2f6e-5c1d-4b7a-9f0e-3d6a1b2c4d5e}, vault: backups}}
                """),
        RuleExample(
            "no such backup in any vault",
            at: ["image.golden | 0c9b2f6e-5c1d-4b7a-9f0e-3d6a1b2c4d5e"],
            manifest: """
                images: {golden: {from: {backup: 0c9b2f6e-5c1d-4b7a-9f0e-3d6a1b2c4d5e}}}
                """),
        RuleExample(
            "a backup of another vault",
            at: ["image.golden | ec1ae5fb-49e6-42e5-8ced-f0f0ea18fe36"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: spare, size: 500}, {name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {spare: {existing: {name: spare}}}
                images: {golden: {from: {backup: ec1ae5fb-49e6-42e5-8ced-f0f0ea18fe36}, vault: spare}}
                """,
            accepted: "The sandbox finds the backup by its id and does not compare the vault."),
    ]
    static let satisfying = [
        RuleExample(
            "a backup of the vault",
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
                """),
        RuleExample(
            "the vault is not named",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline, context.isRefreshed else { return }
        for (image, id) in context.imagesFromBackups() {
            let region = image.desired.region
            guard !context.isUnreadable("cbr", region) else {
                report.missing(Wording.fact("backups", in: region))
                continue
            }
            report.evaluated += 1
            let capture = context.positions[image.address].map { context.captures[$0] }
            let wanted = capture?.liveVault
            let backup = context.backups[id]
            guard backup == nil || wanted != nil && backup?.vault != wanted else { continue }
            report.violate(
                image, at: .sourceBackup,
                [
                    "backup": "\(id)",
                    "vault": capture.map { "\(context.vaultName($0))" }
                        ?? RuleArgument("any vault", zh: "任何存储库"),
                    "kind": "CBR",
                ])
        }
    }
}
