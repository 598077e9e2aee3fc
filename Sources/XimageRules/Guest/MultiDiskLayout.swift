import XimageCore
import XimagePlanning

struct MultiDiskLayout: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU016", name: "multi-disk-layout", severity: .warning, phases: [.plan],
        acknowledgement: "multi-disk-volumes",
        title: Bilingual("Other layouts on several disks", zh: "其他多磁盘布局"),
        headline: Bilingual("Storage layout uses several disks", zh: "存储布局使用多块磁盘"),
        rationale: Bilingual(
            """
            Software RAID, multi-device btrfs, ZFS pools, bcache and multipath over several disks carry the \
            same risk as volume groups with several physical volumes, although the original documents do \
            not name them.
            """,
            zh: """
                跨多块磁盘的软件 RAID、多设备 btrfs、ZFS 存储池、bcache 和多路径，\
                与包含多个物理卷的卷组具有相同的风险，但原始文档没有提及。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints, extended to other \
            layouts of several disks
            """,
        english: RuleText(
            "{server} uses {layout} across {disks}.",
            fix: """
                It is not ruled out by the documentation but depends on several disks being found \
                together; test a server created from the image.
                """),
        chinese: RuleText(
            "云服务器 {server} 在磁盘 {disks} 上使用 {layout}。文档未明确禁止，但依赖多块磁盘同时被识别，请用镜像创建云服务器进行验证。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "software RAID over two disks",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}, {size: 50}]}]}}
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdc\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"md0\" TYPE=\"raid1\" PKNAME=\"vdb\"\nKNAME=\"md0\" TYPE=\"raid1\" PKNAME=\"vdc\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "btrfs over two disks",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}, {size: 50}]}]}}
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdc\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdb1\" FSTYPE=\"btrfs\" UUID=\"8a3e\" PKNAME=\"vdb\"\nKNAME=\"vdc1\" FSTYPE=\"btrfs\" UUID=\"8a3e\" PKNAME=\"vdc\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "plain partitions",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdb1\" FSTYPE=\"ext4\" PKNAME=\"vdb\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "btrfs on one disk",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdb1\" FSTYPE=\"btrfs\" UUID=\"8a3e\" PKNAME=\"vdb\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, into: &report) { source, facts, report in
            guard let layouts = source.known((facts.linux ?? LinuxFacts()).layouts, &report) else { return }
            for layout in layouts {
                source.violate(
                    [
                        "server": "\(source.name)", "layout": "\(layout.kind)",
                        "disks": Wording.several(layout.disks),
                    ], into: &report)
            }
        }
    }
}
