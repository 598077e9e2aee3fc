import XimageCore
import XimagePlanning

struct ConsistencyLowered: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA011", name: "consistency-lowered", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Consistency level", zh: "一致性级别"),
        headline: Bilingual("Consistency level is lowered", zh: "一致性级别被降低"),
        rationale: Bilingual(
            """
            `crash_consistent` (default) or `app_consistent`, only for server vaults of protect type backup. \
            It can be raised from crash to application later, never lowered. Vaults of other types take no \
            level.
            """,
            zh: """
                可以为 `crash_consistent`（默认）或 `app_consistent`，仅用于保护类型为备份的云服务器存储库。\
                之后可以由崩溃一致性提升为应用一致性，但不能降低。其他类型的存储库没有一致性级别。
                """),
        source: "CBR API 'Creating a vault', field consistent_level; Terraform provider 'cbr_vault'",
        english: RuleText(
            """
            {vault} cannot change its consistency level from {live} to {value}; it can only be raised \
            from crash to application consistency.
            """,
            fix: "Keep {live} or create a new vault."),
        chinese: RuleText(
            "存储库 {vault} 的一致性级别不能由 {live} 改为 {value}，只能由崩溃一致性提升为应用一致性。",
            fix: "请保持 {live} 或新建存储库。"))

    static let about = ["vault.consistency"]

    static let violating = [
        RuleExample(
            "from application to crash consistency",
            at: ["vault.main | crash"],
            before: "vaults: {main: {size: 500 GiB, consistency: app}}",
            manifest: "vaults: {main: {size: 500 GiB, consistency: crash}}")
    ]
    static let satisfying = [
        RuleExample(
            "from crash to application consistency",
            before: "vaults: {main: {size: 500 GiB, consistency: crash}}",
            manifest: "vaults: {main: {size: 500 GiB, consistency: app}}")
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where !vault.isExisting {
            guard let old = vault.live?.attributes[.consistency].string,
                let new = vault.desired.attributes[.consistency].string
            else { continue }
            report.evaluated += 1
            guard old == "app", new == "crash" else { continue }
            report.violate(
                vault, at: .consistency,
                ["vault": "\(vault.address)", "live": "`\(old)`", "value": "`\(new)`"])
        }
    }
}
