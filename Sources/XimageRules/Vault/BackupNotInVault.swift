import XimageCore
import XimagePlanning

struct BackupNotInVault: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA036", name: "backup-not-in-vault", severity: .error, phases: [.validate, .plan],
        summary: "Backup id and declared service agree",
        rationale: """
            When an image is made from a backup, the backup type sent must match where the backup lives \
            (CBR for vault backups). In regions that have moved to CBR only CBR backups are accepted, and \
            a vault id is required.
            """,
        source: "IMG.0127, IMG.0190, IMG.0198; IMS API whole_image_type",
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
                report.missing("backups in \(region)")
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
