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

    static let violating = [
        RuleExample("a group over two disks", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.volumeGroups = .known([
                    VolumeGroup(
                        name: "vgdata", physicalVolumes: ["/dev/vdb", "/dev/vdc"], count: 2,
                        disks: ["vdb", "vdc"])
                ])
            }
        },
        RuleExample("a group over two partitions of one disk", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.volumeGroups = .known([
                    VolumeGroup(
                        name: "vgdata", physicalVolumes: ["/dev/vdb1", "/dev/vdb2"], count: 2, disks: ["vdb"])
                ])
            }
        },
        RuleExample("declared in the manifest", at: "image.golden from") {
            $0.imageExistingServer()
            $0.guests = [:]
            $0.declareGuest("server.billing") { $0.volumeGroups = ["vgdata"] }
        },
    ]
    static let satisfying = [
        RuleExample("a group on one disk") {
            $0.linuxGuest {
                $0.linux?.volumeGroups = .known([
                    VolumeGroup(name: "vgdata", physicalVolumes: ["/dev/vdb"], count: 1, disks: ["vdb"])
                ])
            }
        },
        RuleExample("no LVM at all") { $0.linuxGuest { _ in } },
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
