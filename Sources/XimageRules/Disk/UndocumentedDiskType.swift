import XimageCore
import XimagePlanning

struct UndocumentedDiskType: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK006", name: "undocumented-disk-type", severity: .warning,
        phases: [.validate, .plan, .serverSide],
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
            fix: "如需稳妥，请使用 SAS、GPSSD 或 SSD。"))

    static let violating = [
        RuleExample("an extreme SSD", at: "disk.web.data type") {
            $0.catalogue { $0.diskTypes["ESSD"]?.zones = [] }
            $0.set("disk.web.data", .type, "ESSD")
        },
        RuleExample("an extreme SSD as system disk of an existing server", at: "image.golden from") {
            $0.imageExistingServer()
            $0.cloud("disk-billing-0") { $0.attributes[.type] = "ESSD" }
        },
    ]
    static let satisfying = [RuleExample("SSD and SAS") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            let image = context.image(capture)
            let server = context.server(capture)
            for disk in context.disks(capture) {
                guard let type = disk.type else { continue }
                report.evaluated += 1
                guard !["SATA", "SAS", "GPSSD", "SSD"].contains(type) else { continue }
                let subject = disk.address.flatMap { context.subject($0) }
                let declaredSystem = disk.isSystem && !(server?.isExisting ?? true) ? server : nil
                report.violate(
                    disk.address ?? declaredSystem?.address ?? image.address,
                    at: subject?.desired.place(of: .type) ?? declaredSystem?.desired.place(
                        of: .systemDiskType)
                        ?? image.desired.place(of: .source),
                    [
                        "disk":
                            "\(disk.address.map { "\($0)" } ?? "The \(disk.name) of \(context.serverName(capture))")",
                        "type": "\(type)",
                    ], also: [image.address, capture.serverAddress].compactMap { $0 })
            }
        }
    }
}
