import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let scsiDisk = RuleMetadata(
        id: "DK005", name: "scsi-disk", severity: .warning, phases: [.validate, .plan, .serverSide],
        acknowledgement: "scsi-disk",
        summary: "SCSI-type disks may be refused",
        rationale: """
            The backup service has error codes saying that SCSI disks do not support backup and that a \
            SCSI disk cannot be designated the system disk, while the product guides do not list the \
            restriction. The protectable check decides; before that the rule only warns. After \
            provisioning from an AZ-only image the SCSI attribute cannot be altered (AV008).
            """,
        source: "CBR API error codes BackupService.6141, 7002, 7104",
        unconfirmed: "whether SCSI disks are refused today",
        english: RuleText(
            "{disk} is of SCSI type, which the backup service may refuse.",
            fix: "Use a VBD disk, or acknowledge `scsi-disk` and let the live check decide."),
        chinese: RuleText(
            "磁盘 {disk} 为 SCSI 类型，备份服务可能拒绝。",
            fix: "请改用 VBD 类型磁盘，或确认 `scsi-disk` 并以实时检查为准。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
