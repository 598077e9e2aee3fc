import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sharedSystemDisk = RuleMetadata(
        id: "DK024", name: "shared-system-disk", severity: .error, phases: [.validate],
        summary: "A shared disk is a data disk",
        chineseSummary: "共享盘须为数据盘",
        rationale: """
            System disks cannot be shared. A non-shared disk is attached to at most one server; a shared \
            one to at most 16 servers, all in its AZ.
            """,
        source: "EVS user guide 'Shared EVS disks'",
        coverage: .language(
            "Only data disks take `shared`, and a disk belongs to the one server that declares it."))
}
