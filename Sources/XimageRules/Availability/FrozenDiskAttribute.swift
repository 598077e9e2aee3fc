import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let frozenDiskAttribute = RuleMetadata(
        id: "AV008", name: "frozen-disk-attribute", severity: .error, phases: [.plan, .apply],
        summary: "Disk attributes are frozen while AZ-only",
        rationale: """
            From an AZ-only image the SCSI, encryption and sharing attributes of restored disks cannot be \
            altered. From a region-available image system-disk encryption and data-disk type (SCSI), \
            sharing and encryption may be chosen.
            """,
        source: "ECS user guide 'Purchasing an ECS' (full-ECS image note)",
        english: RuleText(
            """
            {disk} of {server} changes {attribute}, which is not possible while {image} is available \
            only in {az}.
            """,
            fix: "Keep the source's value or wait for region availability."),
        chinese: RuleText(
            "镜像 {image} 仅在 {az} 可用期间，不能更改云服务器 {server} 磁盘 {disk} 的 {attribute}。",
            fix: "请保持源盘取值，或等待镜像在区域内可用。"),
        coverage: .awaitingFacts(
            "Servers from whole images do not declare the image's disks yet."))
}
