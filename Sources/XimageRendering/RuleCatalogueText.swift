package import XimageCore
package import XimagePlanning

/// All that is known of one rule, as `rules explain` shows it.
package struct RulePage: Sendable {
    /// What is reported. Its title exists in English alone.
    package struct Example: Sendable {
        package var title: String
        package var manifest: String
        /// A world file: what exists in the cloud; empty for nothing.
        package var world: String
        /// Where findings point: an address, and after a bar the text of the manifest.
        package var marks: [String]

        package init(title: String, manifest: String, world: String, marks: [String]) {
            self.title = title
            self.manifest = manifest
            self.world = world
            self.marks = marks
        }
    }

    /// What documents of one time say.
    package struct Version: Sendable {
        package var choice: String
        package var date: String
        package var says: Bilingual
        package var effect: Bilingual
        package var source: String
        package var isDefault: Bool

        package init(
            choice: String, date: String, says: Bilingual, effect: Bilingual, source: String, isDefault: Bool
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
    package var codes: [(code: String, meaning: Bilingual)]
    /// By topic of the manifest's `policy:`.
    package var versions: [(topic: String, versions: [Version])]

    package init(
        metadata: RuleMetadata, violating: [Example] = [], satisfying: [String] = [],
        codes: [(code: String, meaning: Bilingual)] = [],
        versions: [(topic: String, versions: [Version])] = []
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
    private let tableWidth: Int?

    package init(style: TextStyle, tableWidth: Int? = nil) {
        self.style = style
        self.tableWidth = tableWidth
    }

    private var language: Language { style.language }

    /// One line a rule.
    package func list(_ rules: [RuleMetadata]) -> String {
        guard !rules.isEmpty else { return language("No rule fits.", zh: "没有符合条件的规则。") + "\n" }
        var table = Table([
            .init(Heading.rule), .init(Heading.severity),
            .init(Heading.checked, expendable: 2),
            .init(Heading.keptBy, expendable: 1), .init(Heading.title),
        ])
        for rule in rules {
            table.rows.append([
                rule.id, rule.severity.word(language),
                rule.phases.map { $0.word[language] }.joined(separator: ","),
                rule.coverage.label[language], rule.title[language],
            ])
        }
        var kept: [String: Int] = [:]
        for rule in rules { kept[rule.coverage.label[language], default: 0] += 1 }
        let parts = kept.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let tally =
            language == .chinese
            ? "共 \(rules.count) 条规则：\(parts.map { "\($0.key) \($0.value)" }.joined(separator: "，"))。"
            : "\(Count.of(rules.count, "rule")): \(parts.map { "\($0.value) \($0.key)" }.joined(separator: ", "))."
        return table.render(style: style, width: tableWidth) + "\n\(tally)\n"
    }

    /// Everything about one rule.
    package func page(_ page: RulePage) -> String {
        let rule = page.metadata
        var text =
            style.paint(rule.id, role(rule.severity))
            + style.paint(language(": ", zh: "：") + rule.title[language], .strong) + "\n"
        text += paragraph(facts(rule), indent: 0)
        text += "\n" + paragraph(rule.rationale[language], indent: 0)
        if let reason = rule.coverage.reason {
            let keeper = rule.coverage.label[language]
            text +=
                "\n"
                + paragraph(
                    language("Kept by the \(keeper): ", zh: "由\(keeper)保障：") + reason[language], indent: 0)
        }
        text += rule.isRaised ? message(rule) : "\n" + paragraph(unraised, indent: 0)
        text += examples(page)
        if !page.codes.isEmpty {
            text += section(language("Codes of the service", zh: "云服务错误码"))
            for code in page.codes { text += paragraph("\(code.code)  \(code.meaning[language])", indent: 2) }
        }
        for (topic, versions) in page.versions { text += section(topic, versions) }
        text += "\n" + paragraph(language("Source: \(rule.source).", zh: "来源：\(rule.source)。"), indent: 0)
        if let open = rule.unconfirmed {
            text += paragraph(
                language("Unconfirmed: \(open.english).", zh: "待确认：\(open.chinese)。"), indent: 0)
        }
        return text
    }

    private func facts(_ rule: RuleMetadata) -> String {
        let phases = rule.phases.map { $0.word[language] }
        let key = rule.acknowledgement
        let parts =
            language == .chinese
            ? [
                rule.name, rule.severity.word(language), "检查阶段：\(phases.joined(separator: "、"))",
                key.map { "可用 `\($0)` 确认" } ?? "不可确认",
            ]
            : [
                rule.name, rule.severity.word(language), "checked: \(phases.joined(separator: ", "))",
                key.map { "acknowledge with `\($0)`" } ?? "cannot be acknowledged",
            ]
        return parts.joined(separator: " · ")
    }

    private func message(_ rule: RuleMetadata) -> String {
        let told = language == .chinese ? rule.chinese : rule.english
        return section(language("Finding", zh: "检查结果")) + paragraph(rule.headline[language], indent: 2)
            + paragraph(told.message, indent: 4) + (told.fix.map { paragraph($0, indent: 4) } ?? "")
    }

    private var unraised: String {
        language("No finding names this rule.", zh: "没有检查结果引用本规则。")
    }

    /// The manifest of the first example that is reported; in English the titles of the others, which exist in English alone.
    private func examples(_ page: RulePage) -> String {
        guard let first = page.violating.first else { return "" }
        var text = section(language("Reported", zh: "示例"))
        let isEnglish = language == .english
        if isEnglish { text += paragraph(first.title + ":", indent: 2) }
        text += first.manifest.split(separator: "\n").map { "      \($0)\n" }.joined()
        guard isEnglish else { return text }
        for example in page.violating.dropFirst() { text += paragraph(example.title, indent: 2) }
        return text + section("Fine") + page.satisfying.map { paragraph($0, indent: 2) }.joined()
    }

    private func section(_ topic: String, _ versions: [RulePage.Version]) -> String {
        let key = "`policy: {\(topic): ...}`"
        var text = section(language("Versions, chosen by \(key)", zh: "文档版本，用 \(key) 选择"))
        for version in versions {
            let (says, effect) = (version.says[language], version.effect[language])
            let choice =
                version.choice + (version.isDefault ? language(" (default)", zh: "（默认）") : "")
            text += paragraph(
                language("\(choice), \(version.date): \(says)", zh: "\(choice)，\(version.date)：\(says)"),
                indent: 2)
            text += paragraph(
                effect + language(" Source: \(version.source).", zh: "来源：\(version.source)。"), indent: 4)
        }
        return text
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

extension RuleMetadata.Phase {
    fileprivate var word: Bilingual {
        switch self {
        case .validate: Bilingual(rawValue, zh: "校验")
        case .plan: Bilingual(rawValue, zh: "计划")
        case .apply: Bilingual(rawValue, zh: "执行")
        case .serverSide: Bilingual(rawValue, zh: "云服务")
        }
    }
}

extension RuleCoverage {
    fileprivate var label: Bilingual {
        switch self {
        case .checked: Bilingual(word, zh: "检查")
        case .language: Bilingual(word, zh: "清单语言")
        case .planner: Bilingual(word, zh: "计划器")
        case .engine: Bilingual(word, zh: "执行引擎")
        case .service: Bilingual(word, zh: "云服务")
        case .notOffered: Bilingual(word, zh: "不提供")
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
                        object.field("manifest", example.manifest)
                        object.field("world", example.world.isEmpty ? nil : example.world)
                        object.field("at", array: example.marks)
                    }
                }
                examples.field("fine", array: page.satisfying)
            }
            json.field("codes", array: page.codes) { json, code in
                json.element { object in
                    object.field("code", code.code)
                    object.field("meaning", code.meaning.english)
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
                    object.field("says", entry.1.says.english)
                    object.field("effect", entry.1.effect.english)
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
        if let reason = rule.coverage.reason { json.field("coverageReason", reason.english) }
        json.field("source", rule.source)
        if let open = rule.unconfirmed { json.field("unconfirmed", open.english) }
        for (language, words) in [(Language.english, rule.english), (.chinese, rule.chinese)] {
            json.field(language.rawValue) { object in
                object.field("title", rule.title[language])
                object.field("headline", rule.headline[language])
                object.field("rationale", rule.rationale[language])
                object.field("message", words.message)
                if let fix = words.fix { object.field("fix", fix) }
            }
        }
    }
}
