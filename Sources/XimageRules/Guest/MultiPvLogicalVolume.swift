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

    static let violating = [
        RuleExample("a volume with extents on two physical volumes", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.logicalVolumes = .known([
                    LogicalVolume(group: "vgdata", name: "lvdata", physicalVolumes: ["/dev/vdb", "/dev/vdc"])
                ])
            }
        }
    ]
    static let satisfying = [
        RuleExample("a volume on one physical volume") {
            $0.linuxGuest {
                $0.linux?.logicalVolumes = .known([
                    LogicalVolume(group: "vgdata", name: "lvlog", physicalVolumes: ["/dev/vdb"])
                ])
            }
        }
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
