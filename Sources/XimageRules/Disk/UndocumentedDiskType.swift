import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let undocumentedDiskType = RuleMetadata(
        id: "DK006", name: "undocumented-disk-type", severity: .warning, phases: [.validate, .plan, .serverSide],
        acknowledgement: "disk-type-backup",
        summary: "Disk types known to support backup",
        rationale: """
            Common I/O (SATA), high I/O (SAS), general-purpose SSD (GPSSD) and ultra-high I/O (SSD) disks \
            are listed as supporting backup. An older CBR page excluded extreme SSD; for ESSD, GPSSD2 and \
            ESSD2 no current statement was found, so those warn until the protectable check passes.
            """,
        source: "EVS user guide (2022) disk types; CBR user guide (2021)",
        unconfirmed: "ESSD, GPSSD2, ESSD2",
        english: RuleText(
            "{disk} has type {type}, for which backup support is not documented.",
            fix: "The live check will decide; use SAS, GPSSD or SSD to be safe."),
        chinese: RuleText(
            "磁盘 {disk} 类型为 {type}，其备份支持情况没有公开说明，将以实时检查为准。",
            fix: "如需稳妥，请使用 SAS、GPSSD 或 SSD。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
