import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupClientMissing = RuleMetadata(
        id: "VA012", name: "backup-client-missing", severity: .warning, phases: [.plan],
        summary: "Application consistency needs a backup client in the guest",
        rationale: """
            An application-consistent backup requires the backup service's client program and a supported \
            database in the server; without the client the backup fails or falls back. The image rule \
            WI017 accepts app_consistent only when the client is reported.
            """,
        source: "CBR user guide 'Application-consistent backup'",
        english: RuleText(
            "{vault} is application-consistent but the backup client is not reported on {server}.",
            fix: "Install it or stop the server before imaging."),
        chinese: RuleText(
            "存储库 {vault} 为应用一致性，但云服务器 {server} 未报告备份客户端。",
            fix: "请安装客户端，或在制作前关机。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
