import XimageCore
import XimagePlanning

struct BootNeedsDataDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU019", name: "boot-needs-data-disk", severity: .warning, phases: [.plan],
        acknowledgement: "fstab-data-disks",
        title: Bilingual("Data disks in fstab", zh: "fstab 中的数据盘"),
        headline: Bilingual("fstab mounts a data disk without nofail", zh: "fstab 挂载数据盘未设置 nofail"),
        rationale: Bilingual(
            """
            Data-disk entries in fstab should carry `nofail`. A new server whose data disks have other UUIDs \
            or are absent drops to maintenance mode otherwise. (For system-disk images the guide asks to \
            remove such entries; for whole images the disks come along, hence only a warning.)
            """,
            zh: """
                fstab 中的数据盘条目应带有 `nofail`。否则，数据盘的 UUID 不同或数据盘缺失时，\
                新云服务器会进入维护模式。（对于系统盘镜像，指南要求删除此类条目；整机镜像会带上数据盘，\
                因此只给出警告。）
                """),
        source: "IMS user guide 'Detaching data disks'; CBR troubleshooting on servers in maintenance mode",
        english: RuleText(
            """
            /etc/fstab of {server} mounts {mounts} of data disks without `nofail`; a new server stops \
            at boot if a disk is missing.
            """,
            fix: "Add `nofail` or remove the entry."),
        chinese: RuleText(
            "云服务器 {server} 的 /etc/fstab 挂载数据盘 {mounts} 未设置 `nofail`，若缺盘新云服务器将停在启动阶段。",
            fix: "请添加 `nofail` 或删除该条目。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "/data without nofail",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vda1\" UUID=\"8a3e\" MOUNTPOINT=\"/\" PKNAME=\"vda\"\nKNAME=\"vdb1\" UUID=\"1b2c\" MOUNTPOINT=\"/data\" PKNAME=\"vdb\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0,
                        "text": "UUID=8a3e / ext4 defaults 0 1\nUUID=1b2c /data ext4 defaults 0 2"}}}
                """#
            ])
    ]
    static let satisfying = [
        RuleExample(
            "/data with nofail, /backup with noauto",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vda1\" UUID=\"8a3e\" MOUNTPOINT=\"/\" PKNAME=\"vda\"\nKNAME=\"vdb1\" UUID=\"1b2c\" MOUNTPOINT=\"/data\" PKNAME=\"vdb\"\nKNAME=\"vdb2\" UUID=\"77aa\" PKNAME=\"vdb\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0,
                        "text": "UUID=8a3e / ext4 defaults 0 1\nUUID=1b2c /data ext4 defaults,nofail 0 2\nUUID=77aa /backup ext4 noauto 0 0"}}}
                """#
            ]),
        RuleExample(
            "/data is on the system disk",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vda1\" UUID=\"8a3e\" MOUNTPOINT=\"/\" PKNAME=\"vda\"\nKNAME=\"vda2\" UUID=\"1b2c\" MOUNTPOINT=\"/data\" PKNAME=\"vda\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0,
                        "text": "UUID=8a3e / ext4 defaults 0 1\nUUID=1b2c /data ext4 defaults 0 2"}}}
                """#
            ]),
        RuleExample(
            "swap on the data disk",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vda1\" UUID=\"8a3e\" MOUNTPOINT=\"/\" PKNAME=\"vda\"\nKNAME=\"vdb1\" UUID=\"1b2c\" MOUNTPOINT=\"[SWAP]\" PKNAME=\"vdb\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0, "text": "UUID=8a3e / ext4 defaults 0 1\nUUID=1b2c none swap sw 0 0"}}}
                """#
            ]),
        RuleExample(
            "an image of the system disk alone",
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vda1\" UUID=\"8a3e\" MOUNTPOINT=\"/\" PKNAME=\"vda\"\nKNAME=\"vdb1\" UUID=\"1b2c\" MOUNTPOINT=\"/data\" PKNAME=\"vdb\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "fstab": {"status": 0, "text": "UUID=1b2c /data ext4 defaults 0 2"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, into: &report) { source, facts, report in
            guard let mounts = source.known((facts.linux ?? LinuxFacts()).mounts, &report) else { return }
            let bad = mounts.filter { entry in
                entry.isOnDataDisk == true && entry.type != "swap"
                    && !["/", "/boot", "/boot/efi"].contains(entry.mountPoint)
                    && !entry.options.contains("nofail") && !entry.options.contains("noauto")
            }
            guard !bad.isEmpty else { return }
            source.violate(
                ["server": "\(source.name)", "mounts": Wording.list(bad.map(\.mountPoint))], into: &report)
        }
    }
}
