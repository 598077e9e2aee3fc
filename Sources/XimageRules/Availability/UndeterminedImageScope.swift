import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let undeterminedImageScope = RuleMetadata(
        id: "AV005", name: "undetermined-image-scope", severity: .warning, phases: [.plan, .apply],
        summary: "Undetermined availability counts as AZ-only",
        rationale: """
            The image interface does not clearly state the scope of availability. The tool derives it from \
            the backup: available with restore mode `backup` means the region; image exists while the \
            backup is protecting, or restore mode `snapshot`, means one AZ; anything else is unknown and \
            treated as AZ-only.
            """,
        source: "design, from CBR API extend_info.supported_restore_mode and the ECS error texts",
        unconfirmed: "how the console computes 'available in AZ' internally",
        english: RuleText(
            """
                It could not be determined whether {image} is available in the whole region; the plan \
                assumes only {az}.
                """,
            fix: "Grant read access to backups for a definite answer."),
        chinese: RuleText(
            "无法确定 {image} 是否在整个区域可用，计划按仅 {az} 可用处理。",
            fix: "请授予查询备份的权限以便准确判断。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
