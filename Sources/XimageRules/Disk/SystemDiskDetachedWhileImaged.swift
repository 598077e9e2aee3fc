import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let systemDiskDetachedWhileImaged = RuleMetadata(
        id: "DK001", name: "system-disk-detached-while-imaged", severity: .error,
        phases: [.validate, .apply],
        title: Bilingual("System disk during imaging", zh: "制作镜像期间的系统盘"),
        headline: Bilingual(
            "System disk is detached while the image is created",
            zh: "制作镜像期间卸载系统盘"),
        rationale: Bilingual(
            """
            From submit until the image is active the system disk stays attached. A manifest change that \
            moves or detaches it is ordered after the image; a disk that someone else detached meanwhile is \
            an error.
            """,
            zh: """
                从提交请求到镜像状态正常，系统盘须保持挂载。清单中移动或卸载系统盘的变更会排在镜像之后；\
                再次检查时如发现系统盘被临时卸载，则报错。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; ECS API 'Error \
            codes' (Ecs.0102)
            """,
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
            Bilingual("The plan never detaches a system disk.", zh: "计划不会卸载系统盘。")))
}
