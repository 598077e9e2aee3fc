import XimageCore
import XimagePlanning

struct VaultTexts: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .vaultTexts, name: "vault-texts", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            Name 1-64 characters (Chinese, letters, digits, underscore, hyphen), description up to 64, up to \
            10 tags, including those that ximage adds.
            """,
            zh: """
                名称为 1–64 个字符（中文、字母、数字、下划线、连字符），描述最多 64 个字符，\
                最多 10 个标签，ximage 自身的标签也计算在内。
                """),
        source: "CBR API 'Creating a vault'")

    static let about = ["vault.name", "vault.tags"]

    static let violating = [
        RuleExample(
            "a dot in the name",
            at: ["- | shop.main"],
            manifest: "vaults: {main: {name: shop.main, size: 100 GiB}}"),
        RuleExample(
            "nine tags",
            at: ["vault.main | {k1: v, k2: v, k3: v, k4: v, k5: v, k6: v, k7: v, k8: v,"],
            manifest: """
                vaults: {main: {size: 100 GiB, tags: {k1: v, k2: v, k3: v, k4: v, k5: v, k6: v, k7: v, k8: v,
                      k9: v}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "letters and hyphens",
            manifest: "vaults: {main: {name: shop-main, size: 100 GiB}}")
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where !vault.isExisting {
            report.evaluated += 1
            let attributes = vault.desired.attributes
            if let name = attributes[.name].string,
                let reason = NameFormat.problem(name, length: Limits.vaultName, extra: "-_")
            {
                violate(vault, .name, reason, &report)
            }
            if let text = attributes[.description].string,
                let reason = NameFormat.problem(
                    description: text, limit: Limits.vaultDescription, allowsLines: true)
            {
                violate(vault, .description, reason, &report)
            }
            if let tags = attributes[.tags].stringMap, let (_, reason) = NameFormat.problem(tags: tags) {
                violate(vault, .tags, reason, &report)
            }
        }
    }

    private func violate(
        _ vault: RuleContext.Subject, _ attribute: AttributeName, _ reason: RuleArgument,
        _ report: inout RuleReport
    ) {
        report.violate(
            vault, at: attribute, ["field": "`\(attribute)`", "object": "\(vault.address)", "reason": reason])
    }
}
