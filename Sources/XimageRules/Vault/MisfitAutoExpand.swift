import XimageCore
import XimagePlanning

struct MisfitAutoExpand: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA013", name: "misfit-auto-expand", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Automatic expansion", zh: "自动扩容"),
        headline: Bilingual("Vault does not support automatic expansion", zh: "存储库不支持自动扩容"),
        rationale: Bilingual(
            """
            auto_expand is allowed only for pay-per-use vaults with protect type backup. It raises capacity \
            to 1.25 times when needed, and does not help a vault that is already full when it is turned on.
            """,
            zh: """
                只有保护类型为备份的按需计费存储库才允许使用 auto_expand。它在需要时把容量提高到 1.25 倍；\
                如果开启时存储库已满，则不起作用。
                """),
        source: "CBR API 'Creating a vault', field auto_expand; Terraform provider 'cbr_vault'",
        english: RuleText(
            """
            {vault} is {charging}/{protect}; automatic expansion exists only for pay-per-use backup \
            vaults.
            """,
            fix: "Remove `autoExpand`."),
        chinese: RuleText(
            "存储库 {vault} 为{charging}/`{protect}`，仅按需计费的备份存储库支持自动扩容。",
            fix: "请去掉 `autoExpand`。"))

    static let about = ["vault.autoExpand"]

    static let violating = [
        RuleExample(
            "a replication vault that shall expand",
            at: ["vault.dr | true"],
            manifest: "vaults: {dr: {size: 500 GiB, purpose: replication, autoExpand: true}}"),
        RuleExample(
            "a prepaid vault that shall expand",
            at: ["vault.main | true"],
            before: "vaults: {main: {size: 500 GiB}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, prepaid: true}]}}",
            manifest: "vaults: {main: {size: 500 GiB, autoExpand: true}}"),
    ]
    static let satisfying = [
        RuleExample(
            "a backup vault that shall expand",
            manifest: "vaults: {main: {size: 500 GiB, autoExpand: true}}"),
        RuleExample(
            "a vault that expanded before it became prepaid",
            before: "vaults: {main: {size: 500 GiB, autoExpand: true}}",
            meanwhile: "regions: {cn-north-4: {changes: [{vault: shop-main, prepaid: true}]}}",
            manifest: "vaults: {main: {size: 500 GiB, autoExpand: true}}"),
        RuleExample(
            "a replication vault of fixed size",
            manifest: "vaults: {dr: {size: 500 GiB, purpose: replication}}"),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where !vault.isExisting {
            guard vault.desired.attributes[.autoExpand].bool == true else { continue }
            report.evaluated += 1
            let isReplication = vault.desired.attributes[.purpose].string == "replication"
            let isPrepaid =
                if case .vault(let facts) = vault.live?.facts { facts.isPrepaid } else { false }
            guard isReplication || isPrepaid && vault.changes(.autoExpand) else { continue }
            report.violate(
                vault, at: .autoExpand,
                [
                    "vault": "\(vault.address)",
                    "charging": isPrepaid
                        ? RuleArgument("prepaid", zh: "包年/包月") : RuleArgument("pay-per-use", zh: "按需计费"),
                    "protect": isReplication ? "replication" : "backup",
                ])
        }
    }
}
