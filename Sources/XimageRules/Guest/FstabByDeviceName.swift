import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let fstabByDeviceName = RuleMetadata(
        id: "GU018", name: "fstab-by-device-name", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        summary: "fstab uses UUIDs",
        rationale: """
            Entries for block devices in /etc/fstab use UUID, LABEL, PARTUUID or LVM paths, not bare \
            device names.
            """,
        source: "seed ('optimise'); IMS user guide 'Changing the disk identifier in the fstab file to UUID'",
        english: RuleText(
            "/etc/fstab of {server} mounts {entries} by device name, which can change.",
            fix: "Use UUIDs before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的 /etc/fstab 以设备名挂载 {entries}，设备名可能变化。",
            fix: "请在制作前改为 UUID。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
