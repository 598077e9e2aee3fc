import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let accountRefused = RuleMetadata(
        id: "PM008", name: "account-refused", severity: .error, phases: [.serverSide],
        title: Bilingual("Account standing", zh: "账号状态"),
        headline: Bilingual("Service refuses the account", zh: "云服务因账号原因拒绝请求"),
        rationale: Bilingual(
            "Real-name authentication must be complete, the balance sufficient and no budget stop in force.",
            zh: "必须已完成实名认证，余额充足，且没有因超出预算而停用。"),
        source: """
            IMS API 'Error codes' (IMG.0026, 0238, 0239, 0242); ECS API 'Error codes' (Ecs.0066, 0067); CBR \
            API 'Error codes' (BackupService.8600)
            """,
        english: RuleText(
            "The service refused because of the account: {reason}.",
            fix: "Complete real-name authentication or top up, then run the plan again."),
        chinese: RuleText(
            "云服务因账号原因拒绝请求：{reason}。",
            fix: "请完成实名认证或充值后重新执行。"),
        coverage: .service(
            Bilingual("Only the service knows the standing of the account.", zh: "只有云服务了解账号状态。")))
}
