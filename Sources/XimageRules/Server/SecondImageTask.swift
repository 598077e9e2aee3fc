import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let secondImageTask = RuleMetadata(
        id: "SV011", name: "second-image-task", severity: .error, phases: [.validate, .plan, .apply],
        summary: "One image task per server at a time",
        rationale: """
            Several images of the same server are serialised; two whole images of one server in the same \
            plan run one after the other. A live image task for the server that this tool did not start \
            blocks the plan.
            """,
        source: "IMS user guide 'Constraints'; IMG.0010",
        english: RuleText(
            "An image of {server} is already being made ({other}).",
            fix: "Wait until it is done; the plan will not start a second one in parallel."),
        chinese: RuleText(
            "云服务器 {server} 已有镜像正在制作（{other}）。",
            fix: "请等待其完成；计划不会并行启动第二个任务。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
