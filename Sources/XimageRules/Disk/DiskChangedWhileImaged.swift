import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskChangedWhileImaged = RuleMetadata(
        id: "DK002", name: "disk-changed-while-imaged", severity: .error, phases: [.validate, .apply],
        summary: "Data disks stay unchanged while the image is made",
        rationale: """
            No attach, detach, resize, delete or snapshot roll-back on any captured disk until the image \
            is active (and, for deletion of disks, until it is region-available, AV009).
            """,
        source: "IMS user guide, full-ECS image constraints (2021, 2026)",
        english: RuleText(
            "{disk} would be changed ({action}) while {image} is being made.",
            fix: "Let the plan run it after the image."),
        chinese: RuleText(
            "制作镜像 {image} 期间计划对磁盘 {disk} 执行“{action}”。",
            fix: "请让计划在镜像完成后再执行。"),
        coverage: .planner(
            "Changes of captured disks end before the image starts or wait until it is ready."))
}
