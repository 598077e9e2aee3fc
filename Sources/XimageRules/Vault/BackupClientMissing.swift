import XimageCore
import XimagePlanning

struct BackupClientMissing: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA012", name: "backup-client-missing", severity: .warning, phases: [.plan],
        title: Bilingual("Backup client", zh: "备份客户端"),
        headline: Bilingual("Backup client is not reported", zh: "未报告备份客户端"),
        rationale: Bilingual(
            """
            An application-consistent backup requires the backup service's client program and a supported \
            database in the server. Without the client the backup fails or falls back. No service reports the \
            client, so ximage warns for every running server in such a vault.
            """,
            zh: """
                应用一致性备份要求云服务器中安装备份服务的客户端程序和受支持的数据库。没有客户端时，备份会失败或\
                降级。没有云服务报告客户端是否存在，因此对此类存储库中每台运行中的云服务器，ximage 都会警告。
                """),
        source: "CBR user guide 'Application-consistent backup'",
        english: RuleText(
            "{vault} is application-consistent but the backup client is not reported on {server}.",
            fix: "Install it or stop the server before imaging."),
        chinese: RuleText(
            "存储库 {vault} 为应用一致性，但云服务器 {server} 未报告备份客户端。",
            fix: "请安装客户端，或在制作前关机。"))

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "a running server in a vault for applications",
            at: ["image.golden | main"],
            manifest: """
                vaults: {main: {size: 500 GiB, consistency: app}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a vault for whole disks",
            manifest: """
                vaults: {main: {size: 500 GiB, consistency: crash}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "the server is stopped for the image",
            manifest: """
                vaults: {main: {size: 500 GiB, consistency: app}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, quiesce: stop}}
                """),
        RuleExample(
            "the server is stopped already",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod, power: \"off\"}]}}",
            manifest: """
                vaults: {main: {size: 500 GiB, consistency: app}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
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
