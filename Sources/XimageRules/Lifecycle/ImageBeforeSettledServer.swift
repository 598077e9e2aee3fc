import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageBeforeSettledServer = RuleMetadata(
        id: "LC007", name: "image-before-settled-server", severity: .error, phases: [.plan],
        summary: "Server settled before image",
        chineseSummary: "云服务器变更完成后再制作镜像",
        rationale: """
            Changes declared on the source server or its disks (resize, attach, enlarge, tag changes \
            excepted) are applied and have settled before the image starts, or are put after it when the \
            manifest says so. They never overlap.
            """,
        source: "design, from SV003 and SV012",
        coverage: .planner(
            "An image waits for all changes of its server and disks by edges of the plan."))
}
