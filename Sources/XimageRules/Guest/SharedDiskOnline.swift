import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sharedDiskOnline = RuleMetadata(
        id: "GU008", name: "shared-disk-online", severity: .warning, phases: [.plan],
        acknowledgement: "shared-disk-online",
        summary: "OnlineAll together with shared disks",
        rationale: """
            With OnlineAll each server brings shared disks online at once, which can corrupt data on a \
            shared disk that is not under cluster control. Warn when the source has shared disks.
            """,
        source: "Microsoft reference on SAN policy",
        english: RuleText(
            """
            {server} has shared disk(s) {disks} and policy OnlineAll; two servers without cluster \
            control could write to them at once.
            """,
            fix: "Detach shared disks before imaging or make sure a cluster service owns them."),
        chinese: RuleText(
            "云服务器 {server} 带有共享盘 {disks} 且策略为 OnlineAll，若无集群控制，多台服务器可能同时写入。",
            fix: "请在制作前卸载共享盘，或确保由集群软件管理。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
