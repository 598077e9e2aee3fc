import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let dryRunRefused = RuleMetadata(
        id: "SV109", name: "dry-run-refused", severity: .info, phases: [.plan],
        title: Bilingual("Dry run of server creation", zh: "创建云服务器的预检"),
        headline: Bilingual("Dry run reports a problem", zh: "创建预检发现问题"),
        rationale: Bilingual(
            """
            The platform's server-creation interface has a dry-run flag. When permitted, plan may call it \
            for each server whose references are all known, and show what the service objects to. Only the \
            platform interface accepts whole images; the native compute-compatible one does not.
            """,
            zh: """
                平台的云服务器创建接口有预检参数。在允许的情况下，plan 可以对引用均已知的每台云服务器调用预\
                检，并显示云服务拒绝的原因。只有平台接口接受整机镜像，原生的计算兼容接口不接受。
                """),
        source: "ECS API 'Creating ECSs', field dry_run",
        coverage: .notOffered(
            Bilingual(
                """
                A dry run would be one more request for each server and reports only what creation itself \
                reports at once. ximage does not send it.
                """,
                zh: "预检会为每台云服务器多发一次请求，且只报告创建请求本身立即报告的内容；ximage 不发送预检。")))
}
