import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sharedSystemDisk = RuleMetadata(
        id: "DK024", name: "shared-system-disk", severity: .error, phases: [.validate],
        summary: "A shared disk is a data disk",
        rationale: """
            System disks cannot be shared. A non-shared disk is attached to at most one server; a shared \
            one to at most 16 servers, all in its AZ.
            """,
        source: "EVS user guide 'Shared EVS disks'",
        english: RuleText(
            "{disk} is attached to {count} servers, but {reason}.",
            fix: "Mark it shared (data disks only, at most 16 servers) or attach it once."),
        chinese: RuleText(
            "磁盘 {disk} 被挂载到 {count} 台云服务器，但{reason}。",
            fix: "请设为共享盘（仅数据盘，最多 16 台）或只挂载一次。"),
        coverage: .language(
            "Only data disks take `shared`, and a disk belongs to the one server that declares it."))
}
