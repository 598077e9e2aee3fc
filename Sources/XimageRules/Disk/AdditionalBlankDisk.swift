import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let additionalBlankDisk = RuleMetadata(
        id: "DK046", name: "additional-blank-disk", severity: .info, phases: [.plan],
        summary: "Additional blank disks",
        rationale: """
            New empty data disks may be declared in addition; they come after the restored ones in the \
            request. In the guest they appear unformatted.
            """,
        source: "ECS user guide 'Purchasing an ECS'",
        english: RuleText(
            "{server} gets {count} additional empty disk(s) after the {restored} restored ones."),
        chinese: RuleText(
            "云服务器 {server} 在 {restored} 块恢复盘之后还将新增 {count} 块空盘。"),
        coverage: .awaitingFacts(
            "Servers from whole images do not declare the image's disks yet."))
}
