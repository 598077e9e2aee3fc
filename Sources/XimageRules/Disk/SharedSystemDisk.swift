import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sharedSystemDisk = RuleMetadata(
        id: "DK024", name: "shared-system-disk", severity: .error, phases: [.validate],
        title: Bilingual("Shared disks", zh: "共享盘"),
        headline: Bilingual("System disk is declared as shared", zh: "系统盘被声明为共享盘"),
        rationale: Bilingual(
            """
            System disks cannot be shared. A non-shared disk is attached to at most one server; a shared one \
            to at most 16 servers, all in its AZ.
            """,
            zh: """
                系统盘不能共享。非共享云硬盘最多挂载到一台云服务器；共享云硬盘最多挂载到 16 台云服务器，\
                且均须位于该盘所在的可用区。
                """),
        source: "EVS user guide 'Shared EVS disks'",
        coverage: .language(
            Bilingual(
                "Only data disks accept `shared`, and a disk belongs to the one server that declares it.",
                zh: "只有数据盘接受 `shared`，且一块云硬盘只属于声明它的那台云服务器。")))
}
