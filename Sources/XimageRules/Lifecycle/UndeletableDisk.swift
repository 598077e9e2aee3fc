import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let undeletableDisk = RuleMetadata(
        id: "LC021", name: "undeletable-disk", severity: .error, phases: [.plan, .apply],
        summary: "Deleting disks",
        rationale: """
            A disk can be deleted only when available or in one of the deletable error states, detached \
            from all servers, and pay-per-use; its snapshots go with it. It may rest in a recycle bin for \
            7 days.
            """,
        source: "EVS user guide 'Deleting a disk'; EVS API",
        english: RuleText(
            "{disk} is in state {status} and cannot be deleted.",
            fix: "Detach it from all servers first."),
        chinese: RuleText(
            "磁盘 {disk} 状态为 {status}，无法删除。",
            fix: "请先从所有云服务器卸载。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
