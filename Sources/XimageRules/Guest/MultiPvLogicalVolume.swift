import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let multiPvLogicalVolume = RuleMetadata(
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
            fix: "请先迁移到单个物理卷或普通磁盘。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
