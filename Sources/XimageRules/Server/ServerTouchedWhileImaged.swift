import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let serverTouchedWhileImaged = RuleMetadata(
        id: "SV012", name: "server-touched-while-imaged", severity: .error, phases: [.validate, .apply],
        title: Bilingual("Operations during imaging", zh: "制作镜像期间的操作"),
        headline: Bilingual("Server is operated on while being imaged", zh: "制作镜像期间操作了云服务器"),
        rationale: Bilingual(
            """
            From the moment the request is accepted until the image is active: no start (if it was stopped), \
            stop, restart, reset, OS reinstall or switch, resize, detach or attach of disks, deletion, or \
            release. The plan orders such actions before or after the image.
            """,
            zh: """
                从请求被接受到镜像变为 active 期间，不允许以下操作：开机（如果之前已关机）、关机、重启、重\
                置、重装或切换操作系统、变更规格、挂载或卸载磁盘、删除、释放。ximage 在计划中把这些操作严格\
                安排在制作镜像之前或之后；如果清单要求的状态需要在制作镜像期间执行其中某项操作，\
                则安排在制作镜像之后。
                """),
        source: """
            IMS user guide, constraints on full-ECS images (2021, 2022, 2026); IMS user guide 'Creating a \
            full-ECS image from an ECS' (2018), constraints
            """,
        coverage: .planner(
            Bilingual(
                """
                Changes of a server and its disks end before its image starts, and nothing in the same plan \
                changes them until it is ready.
                """,
                zh: "云服务器及其云硬盘的变更在镜像开始前完成；镜像就绪前，同一计划不会再更改它们。")))
}
