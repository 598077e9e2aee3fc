package import XimageCore
package import XimagePlanning

/// One key of the manifest language for people.
package struct KeyPageText {
    private let style: TextStyle

    package init(style: TextStyle) {
        self.style = style
    }

    private var language: Language { style.language }

    /// - Parameter rules: those that check the key.
    package func render(_ page: KeyPage, rules: [RuleMetadata]) -> String {
        var text = page.path.isEmpty ? "" : style.paint(page.path, .strong) + "\n"
        text += paragraph(page.summary[language], indent: 0)
        let facts = facts(page)
        if !facts.isEmpty { text += "\n" }
        let labels = (facts.map(\.label.displayWidth).max() ?? 0) + 4
        for (label, fact) in facts {
            for (index, line) in lines(fact, indent: labels).enumerated() {
                let margin = (index == 0 ? "  " + label : "").padded(to: labels)
                text += style.paint(margin, .faint) + line + "\n"
            }
        }
        if !page.keys.isEmpty {
            text += section(language("Keys", zh: "键"))
            for row in page.keys {
                let needed = row.isRequired ? language(" (needed)", zh: "（必填）") : ""
                text += "  " + style.paint(row.key, .accent) + "\(needed): " + said(row.type) + "\n"
                text += paragraph(row.summary[language], indent: 4)
            }
        }
        if !rules.isEmpty {
            text += section(language("Rules", zh: "规则"))
            for rule in rules {
                let words = rule.title[language]
                for (index, line) in lines(words, indent: 9).enumerated() {
                    text += "  " + (index == 0 ? rule.id : "").padded(to: 7) + line + "\n"
                }
            }
        }
        return text
    }

    private func facts(_ page: KeyPage) -> [(label: String, fact: String)] {
        var facts: [(String, String)] = []
        func add(_ english: String, _ chinese: String, _ fact: String?) {
            if let fact { facts.append((language(english, zh: chinese), fact)) }
        }
        add("type", "类型", page.type.map(said))
        add("limits", "取值范围", page.limits.map(said))
        add("needed", "必填", page.isRequired ? language("yes", zh: "是") : nil)
        add("default", "默认值", page.standard)
        add("shown", "显示", page.isSensitive ? language("never", zh: "从不") : nil)
        add("changed in the manifest", "修改清单", page.effect.map(said))
        add("changed in the cloud", "云上被修改", page.drift.map(said))
        add("example", "示例", page.example.map { "\(page.path.split(separator: ".").last ?? ""): \($0)" })
        return facts
    }

    private func section(_ title: String) -> String { "\n" + style.paint(title, .strong) + "\n" }

    private func said(_ words: RuleArgument) -> String {
        language(words.english, zh: words.chinese ?? words.english)
    }

    private func lines(_ text: String, indent: Int) -> [String] {
        Paragraph.lines(text, width: max(style.width - indent, 20))
    }

    private func paragraph(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return lines(text, indent: indent).map { "\(margin)\($0)\n" }.joined()
    }
}

/// One key of the manifest language for machines; in English.
package enum KeyPageJSON {
    package static func render(_ page: KeyPage, rules: [RuleMetadata]) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-key")
            json.field("version", 1)
            json.field("key", page.path)
            json.field("summary", page.summary.english)
            if let type = page.type { json.field("type", type.english) }
            if let limits = page.limits { json.field("limits", limits.english) }
            json.field("required", page.isRequired)
            json.field("sensitive", page.isSensitive)
            if let standard = page.standard { json.field("default", standard) }
            if let example = page.example { json.field("example", example) }
            if let effect = page.effect { json.field("changedInManifest", effect.english) }
            if let drift = page.drift { json.field("changedInCloud", drift.english) }
            json.field("keys", array: page.keys) { json, row in
                json.element { object in
                    object.field("key", row.key)
                    object.field("type", row.type.english)
                    object.field("required", row.isRequired)
                    object.field("summary", row.summary.english)
                }
            }
            json.field("rules", array: rules) { json, rule in
                json.element { object in
                    object.field("id", rule.id)
                    object.field("name", rule.name)
                    object.field("severity", rule.severity.rawValue)
                    object.field("title", rule.title[.english])
                }
            }
        }
    }
}
