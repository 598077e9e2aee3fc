import XimageCore
import XimagePlanning

struct FixedVaultAttribute: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA019", name: "fixed-vault-attribute", severity: .error, phases: [.validate],
        title: Bilingual("Fixed vault attributes", zh: "存储库的固定属性"),
        headline: Bilingual("Fixed vault attribute is changed", zh: "修改了存储库的固定属性"),
        rationale: Bilingual(
            """
            Region, purpose, object type and charging mode are fixed at creation; a change is a replacement \
            (VA016).
            """,
            zh: "区域、用途、对象类型和计费模式在创建后固定不变；修改即意味着替换（VA016）。"),
        source: "Terraform provider 'cbr_vault'",
        english: RuleText(
            "{field} of {vault} cannot be changed.",
            fix: "Declare a new vault under another name and move the bindings."),
        chinese: RuleText(
            "存储库 {vault} 的 {field} 不能修改。",
            fix: "请以新名称声明新的存储库并迁移绑定。"))

    static let about = ["vault.purpose", "vault.region"]

    static let violating = [
        RuleExample(
            "another purpose",
            at: ["vault.main | replication"],
            before: "vaults: {main: {size: 500 GiB}}",
            manifest: "vaults: {main: {size: 500 GiB, purpose: replication}}"),
        RuleExample(
            "another region",
            at: ["vault.main | cn-south-1"],
            before: "vaults: {main: {size: 500 GiB}}",
            manifest: "vaults: {main: {size: 500 GiB, region: cn-south-1}}"),
    ]
    static let satisfying = [
        RuleExample(
            "more capacity",
            before: "vaults: {main: {size: 500 GiB}}",
            manifest: "vaults: {main: {size: 800 GiB}}")
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let differ = Differ(.vault)
        for vault in context.subjects(.vault) {
            guard let live = vault.live, let record = vault.prior else { continue }
            report.evaluated += 1
            if record.region != vault.desired.region {
                report.violate(vault, at: .region, ["vault": "\(vault.address)", "field": "`region`"])
            }
            let differences = differ.differences(
                wanted: vault.resolved, live: live.attributes, recorded: record.attributes)
            for difference in differences
            where difference.effect == .requiresReplace && difference.attribute != .region {
                report.violate(
                    vault, at: difference.attribute,
                    ["vault": "\(vault.address)", "field": "`\(difference.attribute)`"])
            }
        }
    }
}
