import XimageCore
import XimagePlanning

struct MultiPvVolumeGroup: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU012", name: "multi-pv-volume-group", severity: .error, phases: [.plan, .apply],
        acknowledgement: "multi-pv-vg",
        title: Bilingual("Physical volumes per volume group", zh: "卷组的物理卷数量"),
        headline: Bilingual("Volume group uses several physical volumes", zh: "卷组包含多个物理卷"),
        rationale: Bilingual(
            """
            A Linux source must not have a volume group of more than one physical volume. Two partitions of one \
            disk count as two physical volumes; the message then says that the risk is smaller. Remedy: back up, \
            reduce the group to one physical volume or move the data to plain file systems, image, then rebuild.
            """,
            zh: """
                Linux 源云服务器不得有由多个物理卷组成的卷组。同一磁盘的两个分区计为两个物理卷，此时消息会说明风\
                险较小。处理方法：备份数据，将卷组缩减为一个物理卷或将数据迁移到普通文件系统，制作镜像，然后重建。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS FAQ on volume \
            groups
            """,
        english: RuleText(
            """
            Volume group {vg} on {server} has {count} physical volumes ({pvs}); servers created \
            from a whole image may lose its data.{risk}
            """,
            fix: "Reduce it to one physical volume or move the data, then collect guest facts again."),
        chinese: RuleText(
            "云服务器 {server} 的卷组 {vg} 由 {count} 个物理卷（{pvs}）组成，由整机镜像创建的云服务器可能丢失其数据{risk}。",
            fix: "请缩减为单个物理卷或迁移数据，再重新采集客户机信息。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a group declared in the manifest",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: [vgdata]}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a group over two disks",
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
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "a group over two partitions of one disk",
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
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\"\nKNAME=\"vdb1\" PKNAME=\"vdb\"\nKNAME=\"vdb2\" PKNAME=\"vdb\""},
                  "vgs-text": {"status": 0, "text": "vgdata|u|2|0"},
                  "pvs-text": {"status": 0, "text": "/dev/vdb1|u|vgdata|1\n/dev/vdb2|u|vgdata|1"},
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "the report shows none, but the manifest declares one",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: [vgdata]}
                images: {golden: {from: {server: billing}, vault: main}}
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
        RuleExample(
            "declared for all servers of the image",
            at: [
                "image.golden[\"web\"] | {servers: {labels: {tier: shop}}}",
                "image.golden[\"billing\"] | {servers: {labels: {tier: shop}}}",
            ],
            world: "regions: {cn-north-4: {servers: [{name: web}, {name: billing}]}}",
            manifest: """
                vaults: {main: {size: 400 GiB}}
                servers:
                  web: {existing: {name: web}, labels: {tier: shop}}
                  billing: {existing: {name: billing}, labels: {tier: shop}}
                images:
                  golden:
                    from: {servers: {labels: {tier: shop}}}
                    vault: main
                    guest: {volumeGroups: [vgdata]}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a group on one disk",
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
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "none declared in the manifest",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "LVM is not installed",
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
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, into: &report) { source, facts, report in
            report.evaluated += 1
            for group in facts.linux?.volumeGroups.value ?? [] where group.spansVolumes {
                let count = group.count.map { RuleArgument("\(max($0, group.physicalVolumes.count))") }
                source.violate(
                    [
                        "vg": "\(group.name)", "server": "\(source.name)",
                        "count": count ?? RuleArgument("several", zh: "多"),
                        "pvs": Wording.several(group.physicalVolumes),
                        "risk": group.disks?.count == 1
                            ? RuleArgument(
                                " They are all on one disk, so the risk is smaller.", zh: "（均位于同一磁盘，风险较小）")
                            : "",
                    ], into: &report)
            }
        }
    }
}
