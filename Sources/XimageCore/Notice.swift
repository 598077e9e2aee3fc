/// One message of the catalogue that no rule says: its code, its headline, and its words in both languages, with
/// `{placeholders}` that are filled in when somebody reads it.
package struct Notice: Sendable {
    /// Stable, such as `unknown-key`.
    package let code: String
    /// What is wrong, in a few words without user data.
    package let headline: Bilingual
    package let english: RuleText
    package let chinese: RuleText
    /// Both languages, for findings.
    let template: FindingText.Template

    package init(_ code: String, _ headline: Bilingual, english: RuleText, chinese: RuleText) {
        self.code = code
        self.headline = headline
        self.english = english
        self.chinese = chinese
        template = FindingText.Template(english: english, chinese: chinese)
    }

    /// The same without advice.
    package var withoutFix: Notice {
        Notice(code, headline, english: RuleText(english.message), chinese: RuleText(chinese.message))
    }

    /// Another case of the same message, with words of its own.
    package func `case`(_ headline: Bilingual? = nil, english: RuleText, chinese: RuleText) -> Notice {
        Notice(code, headline ?? self.headline, english: english, chinese: chinese)
    }
}

extension Diagnostic {
    /// A message of the catalogue.
    /// - Parameter arguments: values of the message's placeholders.
    package init(
        _ notice: Notice, severity: Severity = .error, _ arguments: KeyValuePairs<String, RuleArgument> = [:],
        address: Address? = nil, subject: SourceRange? = nil, remark: Bilingual? = nil, related: [Label] = []
    ) {
        self.init(
            code: notice.code, severity: severity, headline: notice.headline,
            text: FindingText(notice.template, arguments), address: address, subject: subject,
            remark: remark.map { RuleArgument($0) }, related: related)
    }
}
