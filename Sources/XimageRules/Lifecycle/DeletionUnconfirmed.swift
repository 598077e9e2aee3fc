import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let deletionUnconfirmed = RuleMetadata(
        id: "LC015", name: "deletion-unconfirmed", severity: .error, phases: [.apply],
        summary: "Deletion is confirmed by reading",
        rationale: """
            The deletion call succeeds before the work is done; the tool polls until the object is gone \
            and reports anything left.
            """,
        source: "Terraform provider 'ims_ecs_whole_image' deletion handling",
        english: RuleText(
            "{kind} \"{name}\" still exists {minutes} minutes after deletion was requested.",
            fix: "Apply again to go on waiting, or check it in the console."),
        chinese: RuleText(
            "提交删除 {minutes} 分钟后，{kind}“{name}”仍然存在。",
            fix: "请重新 apply 继续等待，或到控制台查看。"),
        coverage: .engine(
            "A deletion ends when the object is gone."))
}
