import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let systemDiskDetachedWhileImaged = RuleMetadata(
        id: "DK001", name: "system-disk-detached-while-imaged", severity: .error,
        phases: [.validate, .apply],
        summary: "The system volume may not be detached while the image is made",
        rationale: """
            From submit until the image is active the system disk stays attached. A manifest change that \
            moves or detaches it is ordered after the image; an ad-hoc detach seen at re-check is an \
            error.
            """,
        source: "seed; Ecs.0102",
        english: RuleText(
            """
            The system disk of a server cannot be detached while an image of the server is \
            being created.
            """,
            fix: "Detach it only after the image is complete."),
        chinese: RuleText(
            "制作整机镜像期间不能卸载云服务器的系统盘。",
            fix: "请在镜像完成后再卸载。"),
        coverage: .planner(
            "The plan never detaches a system disk."))
}
