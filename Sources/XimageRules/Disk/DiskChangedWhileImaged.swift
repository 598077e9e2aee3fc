import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskChangedWhileImaged = RuleMetadata(
        id: "DK002", name: "disk-changed-while-imaged", severity: .error, phases: [.validate, .apply],
        title: Bilingual("Data disks during imaging", zh: "制作镜像期间的数据盘"),
        headline: Bilingual(
            "Data disk changes while the image is created",
            zh: "制作镜像期间数据盘发生变更"),
        rationale: Bilingual(
            """
            No attach, detach, resize, delete or snapshot roll-back on any captured disk until the image is \
            active (and, for deletion of disks, until it is region-available, AV009).
            """,
            zh: """
                在镜像状态正常之前，不得对任何包含在镜像中的磁盘进行挂载、卸载、扩容、删除或快照回滚（对于删\
                除磁盘，须等到镜像在区域内可用，见 AV009）。
                """),
        source: "IMS user guide, constraints on full-ECS images (2021, 2026)",
        coverage: .planner(
            Bilingual(
                "Changes of captured disks end before the image starts or wait until it is ready.",
                zh: "被采集云硬盘的变更在镜像开始前完成，或等到镜像就绪后再执行。")))
}
