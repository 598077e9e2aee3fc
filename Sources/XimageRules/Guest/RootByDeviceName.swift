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

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the running kernel uses /dev/vda1",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "cmdline": {"status": 0, "text": "ro root=/dev/vda1 quiet"}}}
                """#
            ]),
        RuleExample(
            "the boot loader names /dev/vda1 for another kernel",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "cmdline": {"status": 0, "text": "root=UUID=8a3e"},
                  "grub": {"status": 0, "text": "root=UUID=8a3e\nroot=/dev/vda1"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "the root by UUID",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "cmdline": {"status": 0, "text": "ro root=UUID=8a3e"}}}
                """#
            ]),
        RuleExample(
            "the root by an LVM path",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "cmdline": {"status": 0, "text": "ro root=/dev/mapper/vg-root"}}}
                """#
            ]),
        RuleExample(
            "not collected, but confirmed as optimised",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
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
