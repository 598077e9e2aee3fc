package import XimageCore
package import XimagePlanning

/// All that is known of one rule, as `rules explain` shows it.
package struct RulePage: Sendable {
    /// An example with what it reports.
    package struct Example: Sendable {
        package var title: String
        /// In the language of the page.
        package var reported: [String]

        package init(title: String, reported: [String]) {
            self.title = title
            self.reported = reported
        }
    }

    /// What documents of one time say.
    package struct Version: Sendable {
        package var choice: String
        package var date: String
        package var says: String
        package var effect: String
        package var source: String
        package var isDefault: Bool

        package init(
            choice: String, date: String, says: String, effect: String, source: String, isDefault: Bool
        ) {
            self.choice = choice
            self.date = date
            self.says = says
            self.effect = effect
            self.source = source
            self.isDefault = isDefault
        }
    }

    package var metadata: RuleMetadata
    package var violating: [Example]
    package var satisfying: [String]
    /// Codes of the services that it explains, with their meaning.
    package var codes: [(code: String, meaning: String)]
    /// By topic of the manifest's `policy:`.
    package var versions: [(topic: String, versions: [Version])]

    package init(
        metadata: RuleMetadata, violating: [Example] = [], satisfying: [String] = [],
        codes: [(code: String, meaning: String)] = [], versions: [(topic: String, versions: [Version])] = []
    ) {
        self.metadata = metadata
        self.violating = violating
        self.satisfying = satisfying
        self.codes = codes
        self.versions = versions
    }
}

/// The catalogue of rules for people.
package struct RuleCatalogueText {
    private let style: TextStyle
    private let language: Language
    private let tableWidth: Int?

    package init(style: TextStyle, language: Language = .english, tableWidth: Int? = nil) {
        self.style = style
        self.language = language
        self.tableWidth = tableWidth
    }

    /// One line a rule.
    package func list(_ rules: [RuleMetadata]) -> String {
        guard !rules.isEmpty else { return "No rule fits.\n" }
        var table = Table([
            .init("RULE"), .init("SEVERITY"), .init("CHECKED", expendable: 2),
            .init("KEPT BY", expendable: 1),
            .init(language == .chinese ? "MESSAGE" : "TITLE"),
        ])
        for rule in rules {
            table.rows.append([
                rule.id, rule.severity.rawValue, rule.phases.map(\.rawValue).joined(separator: ","),
                rule.coverage.word, language == .chinese ? rule.chinese.message : rule.summary,
            ])
        }
        var kept: [String: Int] = [:]
        for rule in rules { kept[rule.coverage.word, default: 0] += 1 }
        let parts = kept.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        return table.render(style: style, width: tableWidth)
            + "\n\(Count.of(rules.count, "rule")): \(parts.joined(separator: ", ")).\n"
    }

    /// Everything about one rule.
    package func page(_ page: RulePage) -> String {
        let rule = page.metadata
        let key = rule.acknowledgement.map { "acknowledge with `\($0)`" } ?? "cannot be acknowledged"
        var text =
            style.paint(rule.id, role(rule.severity)) + style.paint(": \(rule.summary)", .strong) + "\n"
        let phases = rule.phases.map(\.rawValue).joined(separator: ", ")
        text += paragraph("\(rule.name) · \(rule.severity.rawValue) · checked: \(phases) · \(key)", indent: 0)
        text += "\n" + paragraph(rule.rationale, indent: 0)
        if let reason = rule.coverage.reason {
            text += "\n" + paragraph("Kept by the \(rule.coverage.word): \(reason)", indent: 0)
        }
        text +=
            rule.isRaised
            ? section("Message") + message(rule.english) + message(rule.chinese)
            : "\n" + paragraph("No finding names this rule. In Chinese: \(rule.chinese.message)。", indent: 0)
        if !page.violating.isEmpty {
            text += section("Reported")
            for example in page.violating {
                text += paragraph(example.title, indent: 2)
                for line in example.reported { text += paragraph(line, indent: 4) }
            }
            text += section("Fine")
            for title in page.satisfying { text += paragraph(title, indent: 2) }
        }
        if !page.codes.isEmpty {
            text += section("Codes of the service")
            for code in page.codes { text += paragraph("\(code.code)  \(code.meaning)", indent: 2) }
        }
        for (topic, versions) in page.versions {
            text += section("Versions, chosen by `policy: {\(topic): ...}`")
            for version in versions {
                let word = version.isDefault ? "\(version.choice) (default)" : version.choice
                text += paragraph("\(word), \(version.date): \(version.says)", indent: 2)
                text += paragraph("\(version.effect) Source: \(version.source).", indent: 4)
            }
        }
        text += "\n" + paragraph("Source: \(rule.source).", indent: 0)
        if let open = rule.unconfirmed { text += paragraph("Unconfirmed: \(open).", indent: 0) }
        return text
    }

    private func message(_ words: RuleText) -> String {
        paragraph(words.message, indent: 2) + (words.fix.map { paragraph($0, indent: 4) } ?? "")
    }

    private func section(_ title: String) -> String { "\n" + style.paint(title, .strong) + "\n" }

    private func paragraph(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return Paragraph.lines(text, width: max(style.width - indent, 20)).map { "\(margin)\($0)\n" }.joined()
    }

    private func role(_ severity: Severity) -> TextStyle.Role {
        switch severity {
        case .error: .error
        case .warning: .warning
        case .info: .info
        }
    }
}

/// The catalogue of rules for machines.
package enum RuleCatalogueJSON {
    package static func list(_ rules: [RuleMetadata]) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-rules")
            json.field("version", 1)
            json.field("rules", array: rules) { json, rule in json.element { write(&$0, rule) } }
        }
    }

    package static func page(_ page: RulePage) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-rule")
            json.field("version", 1)
            write(&json, page.metadata)
            json.field("examples") { examples in
                examples.field("reported", array: page.violating) { json, example in
                    json.element { object in
                        object.field("title", example.title)
                        object.field("messages", array: example.reported)
                    }
                }
                examples.field("fine", array: page.satisfying)
            }
            json.field("codes", array: page.codes) { json, code in
                json.element { object in
                    object.field("code", code.code)
                    object.field("meaning", code.meaning)
                }
            }
            json.field(
                "versions", array: page.versions.flatMap { topic in topic.versions.map { (topic.topic, $0) } }
            ) {
                json, entry in
                json.element { object in
                    object.field("topic", entry.0)
                    object.field("choice", entry.1.choice)
                    object.field("date", entry.1.date)
                    object.field("says", entry.1.says)
                    object.field("effect", entry.1.effect)
                    object.field("source", entry.1.source)
                    object.field("default", entry.1.isDefault)
                }
            }
        }
    }

    private static func write(_ json: inout JSONWriter, _ rule: RuleMetadata) {
        json.field("id", rule.id)
        json.field("name", rule.name)
        json.field("family", rule.family)
        json.field("severity", rule.severity.rawValue)
        json.field("phases", array: rule.phases.map(\.rawValue))
        if let key = rule.acknowledgement { json.field("acknowledgement", key) }
        json.field("coverage", rule.coverage.word)
        if let reason = rule.coverage.reason { json.field("coverageReason", reason) }
        json.field("summary", rule.summary)
        json.field("rationale", rule.rationale)
        json.field("source", rule.source)
        if let open = rule.unconfirmed { json.field("unconfirmed", open) }
        for (language, words) in [("en", rule.english), ("zh", rule.chinese)] {
            json.field(language) { object in
                object.field("message", words.message)
                if let fix = words.fix { object.field("fix", fix) }
            }
        }
    }
}
