import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let requestRate = RuleMetadata(
        id: "QT007", name: "request-rate", severity: .warning, phases: [.apply],
        title: Bilingual("Request rate", zh: "请求频率"),
        headline: Bilingual("Service limits the request rate", zh: "云服务限制请求频率"),
        rationale: Bilingual(
            """
            The service rejects bursts. ximage retries flow-control errors with back-off and polls jobs \
            every 10 seconds or less often.
            """,
            zh: "云服务会拒绝突发的大量请求。ximage 遇到流控错误时退避并重试；查询任务状态的间隔不小于 10 秒。"),
        source:
            "IMS API 'Error codes' (IMG.0060); Terraform provider 'ims_ecs_whole_image', polling interval",
        english: RuleText(
            "The service asked for fewer requests in a given time.",
            fix: "Lower the parallelism if this repeats."),
        chinese: RuleText(
            "云服务要求降低请求频率。",
            fix: "如反复出现，请降低并行度。"),
        coverage: .engine(
            Bilingual(
                "Requests refused by flow control are retried with back-off, and the request rate adapts.",
                zh: "被流控拒绝的请求会退避重试，请求频率自动调整。")))
}
