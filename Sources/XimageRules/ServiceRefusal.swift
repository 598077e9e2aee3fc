package import XimageCore
package import XimagePlanning

/// A refusal of a service in the words of the rule that knows it.
package struct ServiceRefusal: Sendable {
    package let rule: RuleMetadata
    private let values: [String: String]

    /// - Parameters:
    ///   - address: what the refused step was about; `nil` for reads.
    ///   - others: what that refers to.
    /// - Returns: `nil` for codes that lead to no rule.
    package init?(_ error: ProviderError, at address: Address?, others: [Address] = []) {
        guard let code = error.code, let rule = RuleCatalogue.rule(forServiceCode: code) else { return nil }
        self.rule = rule
        var values = ["code": code, "reason": error.message]
        if let address { values["object"] = "\(address)" }
        for other in [address].compactMap({ $0 }) + others where values[other.kind.rawValue] == nil {
            values[other.kind.rawValue] = "\(other)"
        }
        self.values = values
    }

    /// The rule's message, where all that it names is known; its headline otherwise.
    package func text(_ language: Language) -> RuleText {
        let words = language == .chinese ? rule.chinese : rule.english
        var values = values
        // The refusal of a change does not name them apart from its text.
        values["permissions"] = language == .chinese ? "权限" : "permissions"
        let message = Self.filled(words.message, values) ?? rule.headline[language]
        return RuleText("\(rule.id): \(message)", fix: words.fix.flatMap { Self.filled($0, values) })
    }

    private static func filled(_ template: String, _ values: [String: String]) -> String? {
        var isComplete = true
        let text = FindingText.filled(template) { name in
            if let value = values[String(name)] { return value }
            isComplete = false
            return nil
        }
        return isComplete ? text : nil
    }
}
