import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let leftoverBackup = RuleMetadata(
        id: "LC003", name: "leftover-backup", severity: .warning, phases: [.apply],
        summary: "Leftovers of failed or cancelled creation",
        rationale: """
            When a creation fails or the image is deleted early, intermediate backups can remain and are \
            billed. After a failure list the backups of the server made since the start and offer to \
            delete them.
            """,
        source: "IMS user guide 'Deleting images' note; IMG.0176",
        english: RuleText(
            "Creation of {image} left backup {backup} behind, which is billed.",
            fix: "Delete it with the next plan or in the backup service."),
        chinese: RuleText(
            "制作 {image} 后遗留备份 {backup} 并会计费。",
            fix: "请在下次计划中删除，或到云备份服务中删除。"),
        coverage: .awaitingFacts(
            "Backups left behind by failed images are not read yet."))
}
