import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let targetVaultTooSmall = RuleMetadata(
        id: "CP007", name: "target-vault-too-small", severity: .error, phases: [.plan, .apply],
        summary: "The target vault has room",
        rationale: """
            Free capacity of the target vault must cover the replica (up to the size of the backup's \
            disks).
            """,
        source: "BackupService.6129",
        english: RuleText(
            "{vault} in {region} has {free} GiB free, {copy} may need {need} GiB.",
            fix: "Enlarge it before replicating."),
        chinese: RuleText(
            "{region} 的存储库 {vault} 剩余 {free} GiB，复制 {copy} 最多需要 {need} GiB。",
            fix: "请先扩容。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
