import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskChangedWhileImaged = RuleMetadata(
        id: "DK002", name: "disk-changed-while-imaged", severity: .error, phases: [.validate, .apply],
        summary: "Data disks stay unchanged while the image is made",
        chineseSummary: "制作镜像期间数据盘不变",
        rationale: """
            No attach, detach, resize, delete or snapshot roll-back on any captured disk until the image \
            is active (and, for deletion of disks, until it is region-available, AV009).
            """,
        source: "IMS user guide, full-ECS image constraints (2021, 2026)",
        coverage: .planner(
            "Changes of captured disks end before the image starts or wait until it is ready."))
}
