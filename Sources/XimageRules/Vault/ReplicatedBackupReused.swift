import XimageCore
import XimagePlanning

struct ReplicatedBackupReused: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA034", name: "replicated-backup-reused", severity: .error, phases: [.plan],
        title: Bilingual("Uses of a replicated backup", zh: "复制副本的用途"),
        headline: Bilingual("Backup to be replicated is itself a replica", zh: "待复制的备份是复制副本"),
        rationale: Bilingual(
            """
            A backup that arrived by replication can be used to create an image; it can neither be restored \
            to a server nor be replicated again.
            """,
            zh: "通过复制得到的备份可以用于创建镜像；不能恢复到云服务器，也不能再次复制。"),
        source: "CBR user guide 'Replicating a backup across regions'",
        english: RuleText(
            "Backup {backup} is itself a replica and cannot be replicated again.",
            fix: "Replicate the original backup from {region}."),
        chinese: RuleText(
            "备份 {backup} 本身是复制副本，不能再次复制。",
            fix: "请从 {region} 复制原始备份。"))

    static let violating = [
        RuleExample("a replica becomes an image that is copied on", at: "copy.golden.south") {
            $0.addCopy()
            $0.imageFromBackup {
                $0.isReplica = true
                $0.sourceRegion = "cn-east-3"
            }
        }
    ]
    static let satisfying = [
        RuleExample("a replica becomes an image") { $0.imageFromBackup { $0.isReplica = true } }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            guard let id = context.image(work)?.desired.attributes[.sourceBackup].string else { continue }
            if let fact = context.refused("backups", in: work.source) {
                report.missing(fact)
                continue
            }
            guard let backup = context.backups[id] else { continue }
            report.evaluated += 1
            guard backup.isReplica else { continue }
            report.violate(
                context.copy(work),
                [
                    "backup": "\(id)",
                    "region": backup.sourceRegion.map { "\($0)" } ?? RuleArgument("its region", zh: "原区域"),
                ])
        }
    }
}
