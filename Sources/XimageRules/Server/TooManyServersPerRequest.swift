import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let tooManyServersPerRequest = RuleMetadata(
        id: "SV106", name: "too-many-servers-per-request", severity: .error, phases: [.validate],
        title: Bilingual("Servers per request", zh: "单次请求的云服务器数"),
        headline: Bilingual("Too many servers in one request", zh: "单次请求的云服务器过多"),
        rationale: Bilingual(
            """
            At most 500 pay-per-use or 100 yearly/monthly servers per request. With count > 1 the base name \
            is at most 59 characters because a suffix is added.
            """,
            zh: """
                每次请求最多创建 500 台按需计费或 100 台包年/包月的云服务器。count 大于 1 时会添加后缀，\
                因此基础名称最多 59 个字符。
                """),
        source: "ECS API 'Creating ECSs', field count",
        coverage: .planner(
            Bilingual(
                "Each server has a request of its own, so that its marks identify it.",
                zh: "每台云服务器单独发送一次请求，以便通过标记识别。")))
}
