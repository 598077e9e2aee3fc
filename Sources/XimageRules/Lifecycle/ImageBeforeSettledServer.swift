import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageBeforeSettledServer = RuleMetadata(
        id: "LC007", name: "image-before-settled-server", severity: .error, phases: [.plan],
        summary: "Server settled before image",
        rationale: """
            Changes declared on the source server or its disks (resize, attach, enlarge, tag changes \
            excepted) are applied and have settled before the image starts, or are put after it when the \
            manifest says so. They never overlap.
            """,
        source: "design, from SV003 and SV012",
        english: RuleText(
            "Changes to {server} failed, so {image} was not started.",
            fix: "Fix the server and apply again."),
        chinese: RuleText(
            "云服务器 {server} 的变更失败，因此未启动制作 {image}。",
            fix: "请修复后重新 apply。"),
        coverage: .planner(
            "An image waits for all changes of its server and disks by edges of the plan."))
}
