import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let snapshotLimit = RuleMetadata(
        id: "VA038", name: "snapshot-limit", severity: .error, phases: [.serverSide],
        title: Bilingual("Snapshot limits", zh: "快照限制"),
        headline: Bilingual("Disk snapshot cannot be taken", zh: "无法为磁盘创建快照"),
        rationale: Bilingual(
            """
            A backup takes a snapshot of each disk; the snapshot quota of the project and the per-disk \
            maximum (7 manual snapshots) must allow it.
            """,
            zh: "备份会为每块磁盘创建一个快照；项目的快照配额和单块磁盘的上限（7 个手动快照）必须有余量。"),
        source: "CBR API 'Error codes' (BackupService.8300); EVS user guide 'Snapshots'",
        unconfirmed: Bilingual(
            "whether snapshots taken by the backup service count against the maximum of each disk",
            zh: "备份服务创建的快照是否计入每块云硬盘的上限"),
        english: RuleText(
            "No snapshot of a disk can be taken: {reason}.",
            fix: "Delete old snapshots or request a larger quota."),
        chinese: RuleText(
            "无法为磁盘创建快照：{reason}。",
            fix: "请删除旧快照或申请扩大配额。"),
        coverage: .service(
            Bilingual("ximage does not read snapshots.", zh: "ximage 不读取快照。")))
}
