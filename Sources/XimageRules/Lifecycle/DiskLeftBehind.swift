import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskLeftBehind = RuleMetadata(
        id: "LC020", name: "disk-left-behind", severity: .warning, phases: [.plan],
        summary: "Disks that stay behind",
        rationale: "After a server is deleted, its kept data disks go on being billed; the plan lists them.",
        source: "ECS user guide 'Deleting ECSs'",
        english: RuleText(
            "Disk(s) {disks} of {server} are kept and billed after its deletion.",
            fix: "Delete them in a later plan if you do not need them."),
        chinese: RuleText(
            "删除 {server} 后，磁盘 {disks} 将保留并继续计费。如不需要，请在之后的计划中删除。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
