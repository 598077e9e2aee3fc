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

    static let violating = [
        RuleExample("no such backup", at: "image.golden from.backup") {
            $0.imageFromBackup()
            $0.dropBackup("backup-old")
        },
        RuleExample("a backup of another vault", at: "image.golden from.backup") {
            $0.imageFromBackup { $0.vault = "vault-other" }
        },
    ]
    static let satisfying = [RuleExample("a backup of the vault") { $0.imageFromBackup() }]

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
