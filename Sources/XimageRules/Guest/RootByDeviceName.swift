import XimageCore
import XimagePlanning

struct RootByDeviceName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU017", name: "root-by-device-name", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Root device in the boot loader", zh: "引导配置中的根设备"),
        headline: Bilingual("Boot loader names the root by device name", zh: "引导配置以设备名指定根设备"),
        rationale: Bilingual(
            """
            The kernel command line must name the root by UUID, LABEL or LVM path, not by a device name such \
            as vda1 or sda1.
            """,
            zh: "内核命令行必须用 UUID、卷标（LABEL）或 LVM 路径指定根设备，而不能用 vda1、sda1 等设备名。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Changing the disk identifier in the GRUB configuration file to UUID'
            """,
        english: RuleText(
            "The boot loader of {server} uses {root} as root device; a new server may not boot.",
            fix: "Change it to UUID= before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的引导配置以 {root} 作为根设备，新云服务器可能无法启动。",
            fix: "请在制作前改为 UUID=。"))

    static let violating = [
        RuleExample("the root is /dev/vda1", at: "image.golden from") {
            $0.linuxGuest { $0.linux?.root = .known("/dev/vda1") }
        }
    ]
    static let satisfying = [
        RuleExample("a clean report") { $0.linuxGuest { _ in } },
        RuleExample("an LVM path") {
            $0.linuxGuest { $0.linux?.root = .known("/dev/mapper/vg-root") }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.linux ?? LinuxFacts()).root, &report),
                DeviceReference.isBare(value)
            else { return }
            source.violate(
                ["server": "\(source.name)", "root": "`\(value)`"], into: &report)
        }
    }
}
