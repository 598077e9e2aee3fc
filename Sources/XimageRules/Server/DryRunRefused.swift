import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let dryRunRefused = RuleMetadata(
        id: "SV109", name: "dry-run-refused", severity: .info, phases: [.plan],
        title: Bilingual("Dry run of server creation", zh: "创建云服务器的预检"),
        headline: Bilingual("Dry run reports a problem", zh: "创建预检发现问题"),
        rationale: Bilingual(
            "The service offers a dry-run flag; ximage does not use it.",
            zh: "云服务提供预检参数，ximage 不使用该参数。"),
        source: "ECS API 'Creating ECSs', field dry_run",
        coverage: .notOffered(
            Bilingual(
                """
                A dry run would be one more request for each server and reports only what creation itself \
                reports at once. ximage does not send it.
                """,
                zh: "预检会为每台云服务器多发一次请求，且只报告创建请求本身立即报告的内容；ximage 不发送预检。")))
}
