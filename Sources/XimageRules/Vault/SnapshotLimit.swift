import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let snapshotLimit = RuleMetadata(
        id: "VA038", name: "snapshot-limit", severity: .error, phases: [.serverSide],
        summary: "Snapshot limits below the backup",
        rationale: """
            A backup takes a snapshot of each disk; the snapshot quota of the project and the per-disk \
            maximum (7 manual snapshots) must leave room.
            """,
        source: "BackupService.8300; EVS user guide 'Snapshots'",
        unconfirmed: "whether snapshots taken by the backup service count against the per-disk maximum",
        english: RuleText(
            "No snapshot of a disk can be taken: {reason}.",
            fix: "Delete old snapshots or request a larger quota."),
        chinese: RuleText(
            "无法为磁盘创建快照：{reason}。",
            fix: "请删除旧快照或申请扩大配额。"),
        coverage: .service(
            "Snapshots are not part of the provider."))
}
