/// What a rule says: its id with the message in both languages.
///
/// Most rules keep their words in their own file. Those that manifests and plans raise too, before any rule runs, have
/// them here, so that a finding reads the same wherever it was raised.
package struct RuleWords: Sendable {
    /// Stable, such as `NM006`; never reused.
    package let id: String
    /// A noun: the title of the rule's page.
    package let title: Bilingual
    /// What is violated, in a few words without user data.
    package let headline: Bilingual
    package let english: RuleText
    package let chinese: RuleText
    /// Both languages, for findings.
    package let template: FindingText.Template

    package init(_ id: String, title: Bilingual, headline: Bilingual, english: RuleText, chinese: RuleText) {
        self.id = id
        self.title = title
        self.headline = headline
        self.english = english
        self.chinese = chinese
        template = FindingText.Template(english: english, chinese: chinese)
    }

    /// Another case of the same rule, with a message of its own.
    func `case`(_ headline: Bilingual? = nil, english: RuleText, chinese: RuleText) -> RuleWords {
        RuleWords(id, title: title, headline: headline ?? self.headline, english: english, chinese: chinese)
    }
}

extension RuleWords {
    /// Of the rule that asks for the acknowledgement of each object whose data is lost.
    package static let dataLoss = "AG006"
}

extension RuleWords: Hashable {
    package static func == (a: RuleWords, b: RuleWords) -> Bool { a.id == b.id && a.english == b.english }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension Diagnostic {
    /// A finding in the words of a rule.
    /// - Parameter arguments: values of the message's placeholders.
    package init(
        _ words: RuleWords, severity: Severity = .error, _ arguments: KeyValuePairs<String, RuleArgument>,
        address: Address? = nil, subject: SourceRange? = nil, remark: RuleArgument? = nil,
        related: [Label] = []
    ) {
        self.init(
            code: words.id, severity: severity, headline: words.headline,
            text: FindingText(words.template, arguments), address: address, subject: subject, remark: remark,
            related: related)
    }
}
