import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let replicatedBackupReused = RuleMetadata(
        id: "VA034", name: "replicated-backup-reused", severity: .error, phases: [.plan],
        summary: "A replicated backup has limited uses",
        rationale: """
            A backup that arrived by replication can be used to create an image; it can neither be \
            restored to a server nor be replicated again.
            """,
        source: "CBR user guide 'Replicating a backup across regions'",
        english: RuleText(
            "Backup {backup} is itself a replica and cannot be replicated again.",
            fix: "Replicate the original backup from {region}."),
        chinese: RuleText(
            "备份 {backup} 本身是复制副本，不能再次复制。",
            fix: "请从 {region} 复制原始备份。"),
        coverage: .awaitingFacts(
            "Backup kinds are not read yet."))
}
