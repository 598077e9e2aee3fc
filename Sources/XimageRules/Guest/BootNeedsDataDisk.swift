import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let bootNeedsDataDisk = RuleMetadata(
        id: "GU019", name: "boot-needs-data-disk", severity: .warning, phases: [.plan],
        acknowledgement: "fstab-data-disks",
        summary: "Boot does not depend on data disks",
        rationale: """
            Data-disk entries in fstab should carry `nofail`. A new server whose data disks have other \
            UUIDs or are absent drops to maintenance mode otherwise. (For system-disk images the guide \
            asks to remove such entries; for whole images the disks come along, hence only a warning.)
            """,
        source: "IMS user guide 'Detaching data disks / fstab'; CBR troubleshooting on maintenance mode",
        english: RuleText(
            """
            /etc/fstab of {server} mounts data disk(s) {mounts} without `nofail`; a new server stops \
            at boot if one is missing.
            """,
            fix: "Add `nofail` or remove the entry."),
        chinese: RuleText(
            "云服务器 {server} 的 /etc/fstab 挂载数据盘 {mounts} 未设置 `nofail`，若缺盘新云服务器将停在启动阶段。",
            fix: "请添加 `nofail` 或删除该条目。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
