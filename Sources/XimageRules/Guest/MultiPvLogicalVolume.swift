import XimageCore
import XimagePlanning

struct MultiPvLogicalVolume: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU013", name: "multi-pv-logical-volume", severity: .error, phases: [.plan, .apply],
        acknowledgement: "multi-pv-lv",
        summary: "No logical volume on several physical volumes",
        rationale: """
            No logical volume may have extents on more than one physical volume (linear over two, striped, \
            mirrored, RAID, thin pools and caches whose hidden parts sit on different ones). It implies \
            GU012 and is reported separately because it names the data at risk.
            """,
        source: "seed; IMS FAQ on logical volumes",
        english: RuleText(
            """
            Logical volume {lv} on {server} uses physical volumes {pvs}; its data may be lost on \
            servers made from a whole image.
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
