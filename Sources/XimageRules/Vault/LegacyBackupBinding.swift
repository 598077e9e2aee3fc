import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let legacyBackupBinding = RuleMetadata(
        id: "VA008", name: "legacy-backup-binding", severity: .error, phases: [.plan],
        summary: "Not bound to the legacy backup service",
        rationale: "A server that is still under a legacy CSBS policy cannot enter a CBR vault.",
        source: "IMG.0186; BackupService.7112",
        english: RuleText(
            "{server} is still protected by the legacy server-backup service and cannot join {vault}.",
            fix: "Remove it from its old backup policy first."),
        chinese: RuleText(
            "云服务器 {server} 仍由旧版云服务器备份保护，无法加入存储库 {vault}。",
            fix: "请先将其从旧备份策略中移除。"),
        coverage: .service(
            "Only the service knows legacy bindings."))
}
