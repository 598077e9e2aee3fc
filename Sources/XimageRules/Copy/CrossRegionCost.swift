import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let crossRegionCost = RuleMetadata(
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
            fix: "请去掉不需要的复制，或确认 `cross-region-cost`。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
