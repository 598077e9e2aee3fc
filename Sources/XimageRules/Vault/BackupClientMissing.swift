import XimageCore
import XimagePlanning

struct BackupClientMissing: ExemplifiedRule {
    static let metadata = RuleMetadata(
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
            fix: "请安装客户端，或在制作前关机。"))

    static let violating = [
        RuleExample("a running server in a vault for applications", at: "image.golden vault") {
            $0.set("vault.main", .consistency, "app")
        }
    ]
    static let satisfying = [
        RuleExample("a vault for whole disks") { _ in },
        RuleExample("the server is stopped for the image") {
            $0.set("vault.main", .consistency, "app")
            $0.imageOptions { $0.quiesce = Quiesce() }
        },
    ]

    /// No report tells of a client: the list of servers does not, and the service itself falls back without a word.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            let level =
                context.vault(capture)?.desired.attributes[.consistency].string
                ?? context.liveVault(capture)?.attributes[.consistency].string
            guard level == "app", context.quiesce(capture) == nil, context.runs(capture) ?? true else {
                continue
            }
            report.evaluated += 1
            report.violate(
                context.image(capture), at: .vault,
                ["vault": "\(context.vaultName(capture))", "server": "\(context.serverName(capture))"])
        }
    }
}
