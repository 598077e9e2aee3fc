import XimageCore
import XimagePlanning

struct MultiPvLogicalVolume: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU013", name: "multi-pv-logical-volume", severity: .error, phases: [.plan, .apply],
        acknowledgement: "multi-pv-lv",
        title: Bilingual("Physical volumes per logical volume", zh: "逻辑卷的物理卷数量"),
        headline: Bilingual("Logical volume uses several physical volumes", zh: "逻辑卷使用多个物理卷"),
        rationale: Bilingual(
            """
            No logical volume may have extents on more than one physical volume (linear over two, striped, \
            mirrored, RAID, thin pools and caches whose hidden parts sit on different ones). It implies \
            GU012 and is reported separately because it names the data at risk.
            """,
            zh: """
                任何逻辑卷都不得有分布在多个物理卷上的区段（跨两个物理卷的线性卷、条带卷、镜像卷、RAID，\
                以及隐藏部分位于不同物理卷上的精简池和缓存）。出现这种情况时必然违反 GU012；\
                单独报告是因为本规则能指明哪些数据有风险。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS FAQ on logical \
            volumes
            """,
        english: RuleText(
            """
            Logical volume {lv} on {server} uses physical volumes {pvs}; its data may be lost on \
            servers created from a whole image.
            """,
            fix: "Move it to one physical volume (or to a plain disk) first."),
        chinese: RuleText(
            "云服务器 {server} 的逻辑卷 {lv} 使用了物理卷 {pvs}，由整机镜像创建的云服务器可能丢失其数据。",
            fix: "请先迁移到单个物理卷或普通磁盘。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a volume with extents on two physical volumes",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdc\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 0, "text": "vgdata|u|2|0"},
                  "pvs-text": {"status": 0, "text": "/dev/vdb|u|vgdata|1\n/dev/vdc|u|vgdata|1"},
                  "lvs-text": {"status": 0,
                        "text": "vgdata|lvdata|a|linear||/dev/vdb(0)\nvgdata|lvdata|a|linear||/dev/vdc(0)"}}}
                """#
            ]),
        RuleExample(
            "a thin volume whose pool is on two physical volumes",
            at: ["image.golden | billing", "image.golden | billing"],
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdc\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 0, "text": "vgdata|u|2|0"},
                  "pvs-text": {"status": 0, "text": "/dev/vdb|u|vgdata|1\n/dev/vdc|u|vgdata|1"},
                  "lvs-text": {"status": 0,
                        "text": "vgdata|lvthin|V|thin|pool|\nvgdata|pool|t|thin-pool||pool_tdata(0)\nvgdata|[pool_tdata]|T|linear||/dev/vdb(0)\nvgdata|[pool_tdata]|T|linear||/dev/vdc(0)"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "a volume on one physical volume",
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
                  "vgs-text": {"status": 0, "text": "vgdata|u|1|0"},
                  "pvs-text": {"status": 0, "text": "/dev/vdb|u|vgdata|1"},
                  "lvs-text": {"status": 0, "text": "vgdata|lvlog|a|linear||/dev/vdb(0)"}}}
                """#
            ]),
        RuleExample(
            "no LVM",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, into: &report) { source, facts, report in
            report.evaluated += 1
            for volume in facts.linux?.logicalVolumes.value ?? [] where volume.physicalVolumes.count > 1 {
                source.violate(
                    [
                        "lv": "\(volume.group)/\(volume.name)", "server": "\(source.name)",
                        "pvs": Wording.list(volume.physicalVolumes),
                    ], into: &report)
            }
        }
    }
}
