import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let legacyBackupBinding = RuleMetadata(
        id: "VA008", name: "legacy-backup-binding", severity: .error, phases: [.plan],
        title: Bilingual("Legacy backup binding", zh: "旧版备份服务的绑定"),
        headline: Bilingual(
            "Server is bound to the legacy backup service",
            zh: "云服务器仍由旧版备份服务保护"),
        rationale: Bilingual(
            "A server that is still under a legacy CSBS policy cannot enter a CBR vault.",
            zh: "仍在旧版 CSBS 策略下的云服务器不能加入 CBR 存储库。"),
        source: "IMS API 'Error codes' (IMG.0186); CBR API 'Error codes' (BackupService.7112)",
        english: RuleText(
            "{server} is still protected by the legacy server-backup service and cannot join {vault}.",
            fix: "Remove it from its old backup policy first."),
        chinese: RuleText(
            "云服务器 {server} 仍由旧版云服务器备份保护，无法加入存储库 {vault}。",
            fix: "请先将其从旧备份策略中移除。"),
        coverage: .service(
            Bilingual("Only the service knows legacy bindings.", zh: "只有云服务了解旧版备份服务的绑定关系。")))
}
