import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let failedImageKept = RuleMetadata(
        id: "WI023", name: "failed-image-kept", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Failed image", zh: "制作失败的镜像"),
        headline: Bilingual("Failed image is reused", zh: "复用了制作失败的镜像"),
        rationale: Bilingual(
            """
            An image in `killed` state, or whose creation job ended in FAIL, is never adopted. The plan \
            deletes it (and lists any intermediate backup left behind, LC003) and creates a new one.
            """,
            zh: """
                处于 `killed` 状态的镜像，或创建任务以 FAIL 结束的镜像，不会被接管。\
                计划会将其删除（并列出遗留的中间备份，LC003），然后创建新镜像。
                """),
        source: "IMS API 'Querying a job', 'Querying images', field status",
        coverage: .planner(
            Bilingual(
                "A failed image is never adopted: the plan deletes it and creates the next generation.",
                zh: "制作失败的镜像不会被纳管：计划会将其删除并制作下一代。")))
}
