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

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "/data by device name",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0,
                        "text": "UUID=8a3e / ext4 defaults 0 1\n/dev/vdb1 /data ext4 nofail 0 2"}}}
                """#
            ])
    ]
    static let satisfying = [
        RuleExample(
            "/data by UUID",
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0,
                        "text": "UUID=8a3e / ext4 defaults 0 1\nUUID=1b2c /data ext4 nofail 0 2"}}}
                """#
            ]),
        RuleExample(
            "a logical volume and a network share",
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0,
                        "text": "/dev/mapper/vgdata-lv /data ext4 nofail 0 2\n10.0.0.5:/share /share nfs defaults 0 0"}}}
                """#
            ]),
        RuleExample(
            "only comments in fstab",
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
                  "fstab": {"status": 1, "text": ""}}}
                """#
            ]),
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
