import XimageCore
import XimagePlanning

struct FstabByDeviceName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU018", name: "fstab-by-device-name", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Device names in fstab", zh: "fstab 中的设备名"),
        headline: Bilingual("fstab mounts disks by device name", zh: "fstab 以设备名挂载磁盘"),
        rationale: Bilingual(
            """
            Entries for block devices in /etc/fstab use UUID, LABEL, PARTUUID or LVM paths, not bare device \
            names.
            """,
            zh: "/etc/fstab 中的块设备条目应使用 UUID、LABEL、PARTUUID 或 LVM 路径，而不是设备名。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Changing the disk identifier in the fstab file to UUID'
            """,
        english: RuleText(
            "/etc/fstab of {server} mounts {entries} by device name, which can change.",
            fix: "Use UUIDs before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的 /etc/fstab 以设备名挂载 {entries}，设备名可能变化。",
            fix: "请在制作前改为 UUID。"))

    static let violating = [
        RuleExample("/data by device name", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.mounts = .known([
                    MountEntry(device: "/dev/vdb1", mountPoint: "/data", type: "ext4", options: ["nofail"])
                ])
            }
        }
    ]
    static let satisfying = [
        RuleExample("a clean report") { $0.linuxGuest { _ in } }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.linux ?? LinuxFacts()).mounts, &report),
                case let bare = value.filter({ DeviceReference.isBare($0.device) }), !bare.isEmpty
            else { return }
            source.violate(
                ["server": "\(source.name)", "entries": Wording.list(bare.map(\.device))], into: &report)
        }
    }
}
