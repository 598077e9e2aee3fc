import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let accountRefused = RuleMetadata(
        id: "PM008", name: "account-refused", severity: .error, phases: [.serverSide],
        summary: "Account verified, solvent and within budget",
        rationale: """
            Real-name authentication must be complete, the balance sufficient and no budget stop in force.
            """,
        source: "IMG.0026, 0238, 0239, 0242; Ecs.0066, 0067; BackupService.8600",
        english: RuleText(
            "The service refused because of the account: {reason}.",
            fix: "Complete real-name authentication or top up, then run the plan again."),
        chinese: RuleText(
            "云服务因账号原因拒绝请求：{reason}。",
            fix: "请完成实名认证或充值后重新执行。"),
        coverage: .service(
            "Only the service knows the account's standing."))
}
