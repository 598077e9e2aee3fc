import XimageCore
import XimagePlanning

struct BackupStorageCost: ExemplifiedRule, AdviceRule {
    static let metadata = RuleMetadata(
        id: "VA023", name: "backup-storage-cost", severity: .warning, phases: [.plan],
        summary: "Backup storage costs",
        rationale: """
            Backups behind images are billed as vault storage for as long as they exist, even after the \
            image is deleted. The plan states the expected extra storage.
            """,
        source: "IMS user guide FAQ on billing of whole images; CBR billing",
        english: RuleText(
            "{image} adds up to {size} GiB of billed backup storage to {vault} until its backup is deleted.",
            fix: "Exclude disks you do not need{deletion}."),
        chinese: RuleText(
            "{image} 将在存储库 {vault} 中增加最多 {size} GiB 的计费备份存储，直到删除其备份。",
            fix: "可排除不需要的磁盘{deletion}。"))

    static let violating = [RuleExample("an image is made", at: "image.golden vault") { _ in }]
    static let satisfying = [RuleExample("no image is made") { $0.apply() }]

    private static let deletion = RuleArgument(
        ", or set `retention.deleteBackups: true` so that the backup goes with the image",
        zh: "，或设置 `retention.deleteBackups: true` 使备份随镜像一并清理")

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard let size = capture.totalGiB, capture.vaultAddress != nil || capture.liveVault != nil else {
                continue
            }
            report.evaluated += 1
            let image = context.image(capture)
            report.violate(
                image, at: .vault,
                [
                    "image": "\(image.address)", "size": "\(size)", "vault": "\(context.vaultName(capture))",
                    "deletion": context.releasesBackups(image.address) ? "" : Self.deletion,
                ])
        }
    }
}
