import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let serverTouchedWhileImaged = RuleMetadata(
        id: "SV012", name: "server-touched-while-imaged", severity: .error, phases: [.validate, .apply],
        summary: "No operation on the server while it is being imaged",
        chineseSummary: "制作镜像期间不操作云服务器",
        rationale: """
            From the moment the request is accepted until the image is active: no start (if it was \
            stopped), stop, restart, reset, OS reinstall or switch, resize, detach or attach of disks, \
            deletion, or release. The planner places such actions strictly before or after; if the \
            manifest demands a state that would need one during the image, it is ordered after.
            """,
        source: "IMS user guide, full-ECS image constraints (2021, 2022, 2026); seed for the system volume",
        coverage: .planner(
            """
            Changes of a server and its disks end before its image starts, and nothing of the same \
            plan touches it meanwhile.
            """))
}
