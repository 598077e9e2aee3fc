import XimageCore
import XimagePlanning

struct CrossRegionCost: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP016", name: "cross-region-cost", severity: .warning, phases: [.plan],
        acknowledgement: "cross-region-cost",
        summary: "A replica costs storage in the target region",
        rationale: """
            Replicating a whole image replicates its backup: storage in the target vault and cross-region \
            traffic are billed for as long as the replica exists.
            """,
        source: "IMS user guide FAQ on copy billing; CBR billing",
        english: RuleText(
            "{copy} adds up to {size} GiB of backup storage and replication traffic billed in {region}.",
            fix: "Remove copies you do not need, or acknowledge `cross-region-cost`."),
        chinese: RuleText(
            "复制 {copy} 将在 {region} 产生最多 {size} GiB 的备份存储与复制流量费用。",
            fix: "请去掉不需要的复制，或确认 `cross-region-cost`。"))

    static let violating = [
        RuleExample("a copy to another region", at: "copy.golden.south") { $0.addCopy() }
    ]
    static let satisfying = [
        RuleExample("the copy is there") {
            $0.addCopy()
            $0.apply()
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for work in context.copies where work.isMade {
            guard let target = work.target, let size = context.size(work) else { continue }
            report.evaluated += 1
            let copy = context.copy(work)
            report.violate(
                copy, ["copy": "\(copy.address)", "size": "\(size)", "region": "\(target)"],
                also: [work.imageAddress])
        }
    }
}
