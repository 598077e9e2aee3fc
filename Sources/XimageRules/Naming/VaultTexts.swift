import XimageCore
import XimagePlanning

struct VaultTexts: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM011", name: "vault-texts", severity: .error, phases: [.validate],
        summary: "Vault name, description and tags",
        rationale: """
            Name 1-64 characters (Chinese, letters, digits, underscore, hyphen), description up to 64, up \
            to 10 tags, the tool's own included.
            """,
        source: "CBR API 'Creating a vault'",
        english: RuleText(
            "{field} of {vault} is not valid: {reason}.",
            fix: """
                Allowed: name of 1-64 letters, digits, Chinese characters, '_' or '-', description up to \
                64, at most 10 tags.
                """),
        chinese: RuleText(
            "存储库 {vault} 的 {field} 不合法：{reason}。",
            fix: "名称为 1–64 个字母、数字、中文、“_”或“-”，描述不超过 64 个字符，标签不超过 10 个。"))

    static let violating = [
        RuleExample("a dot in the name", at: "vault.main name") { $0.set("vault.main", .name, "shop.main") },
        RuleExample("nine tags", at: "vault.main tags") {
            $0.set(
                "vault.main", .tags, .map(Dictionary(uniqueKeysWithValues: (1...9).map { ("k\($0)", "v") })))
        },
    ]
    static let satisfying = [RuleExample("letters and hyphens") { _ in }]

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
            vault, at: attribute, ["field": "`\(attribute)`", "vault": "\(vault.address)", "reason": reason])
    }
}
