package import XimagePlanning
import XimageCore

/// The catalogue as pages: `docs/rules/`. Generated, never edited.
package enum RuleReference {
    /// File name to text, an index and one page for each family.
    package static func pages() -> [(name: String, text: String)] {
        [("README.md", index())]
            + RuleCatalogue.families.map { family in
                (fileName(family.title), page(family.prefix, family.title))
            }
    }

    /// One rule: what, why, examples with what they report, way out, both languages, codes of the service.
    package static func section(_ rule: RuleMetadata) -> String {
        var text = "## \(rule.id) \(rule.title.english)\n\n"
        text += "`\(rule.name)` · **\(rule.severity.rawValue)** · checked: "
        text += rule.phases.map(\.rawValue).joined(separator: ", ")
        text +=
            " · " + (rule.acknowledgement.map { "acknowledge with `\($0)`" } ?? "cannot be acknowledged")
            + "\n\n"
        text += rule.rationale.english + "\n\n"
        if let reason = rule.coverage.reason {
            text += "How it is kept (\(rule.coverage.word)): \(reason.english)\n\n"
        }
        text += examples(of: rule.id)
        if rule.isRaised {
            text += "| | Headline | Message | Fix |\n|---|---|---|---|\n"
            for (language, words) in [(Language.english, rule.english), (.chinese, rule.chinese)] {
                text += "| \(language.rawValue) | \(cell(rule.headline[language])) | \(cell(words.message)) "
                text += "| \(cell(words.fix ?? "")) |\n"
            }
        } else {
            text += "No finding names this rule.\n"
        }
        let codes = RuleCatalogue.serviceCodes(of: rule.id)
        if !codes.isEmpty {
            text +=
                "\nThe service's codes: "
                + codes.map { "\($0.code) (\($0.meaning.english))" }.joined(separator: ", ")
                + ".\n"
        }
        text += versions(of: rule.id)
        text += "\nSource: \(rule.source).\n"
        if let open = rule.unconfirmed { text += "Unconfirmed: \(open.english).\n" }
        return text
    }

    /// What documents of different years say, where they disagree.
    private static func versions(of id: String) -> String {
        PolicyTopic.topics(of: id).map { topic in
            "\nDocuments disagree; `policy: {\(topic.rawValue): ...}` chooses:\n\n"
                + "| Choice | From | Says | Effect | Source |\n|---|---|---|---|---|\n"
                + topic.versions.map { version in
                    let choice =
                        version.choice == topic.choices[0]
                        ? "`\(version.choice)` (default)" : "`\(version.choice)`"
                    return
                        "| \(choice) | \(version.date) | \(cell(version.says.english)) | \(cell(version.effect.english)) "
                        + "| \(cell(version.source)) |\n"
                }.joined()
        }.joined()
    }

    private static func index() -> String {
        var text = "# Rules\n\n"
        text +=
            "Every constraint that ximage knows, with its id, its messages and its source. These pages are generated\n"
        text +=
            "from the rules themselves; the examples are their tests.\n\n"
        text +=
            "How a rule is kept: *checked* by a check of its own, by the manifest *language*, the *planner* or the\n"
        text +=
            "*engine*, or by the *service* alone; *not-offered* where the\n"
        text += "manifest language does not have the thing at all.\n\n"
        text += "| Family | Rules | Checked |\n|---|---|---|\n"
        for family in RuleCatalogue.families {
            let rules = RuleCatalogue.metadata.filter { $0.family == family.prefix }
            let checked = rules.count { $0.coverage == .checked }
            text += "| [\(family.title)](\(fileName(family.title))) | \(rules.count) | \(checked) |\n"
        }
        text += "\n| Id | Severity | Title | Headline of its findings | Kept by |\n|---|---|---|---|---|\n"
        for rule in RuleCatalogue.metadata {
            text +=
                "| \(rule.id) | \(rule.severity.rawValue) | \(cell(rule.title.english)) "
                + "| \(cell(rule.headline.english)) | \(rule.coverage.word) |\n"
        }
        text += "\n| Acknowledgement | Waives |\n|---|---|\n"
        for (key, ids) in RuleCatalogue.acknowledgementKeys.sorted(by: { $0.key < $1.key }) {
            text += "| `\(key)` | \(ids.joined(separator: ", ")) |\n"
        }
        return text
    }

    private static func page(_ prefix: String, _ title: String) -> String {
        let rules = RuleCatalogue.metadata.filter { $0.family == prefix }
        return "# \(title)\n\n" + rules.map(section).joined(separator: "\n")
    }

    private static func examples(of id: String) -> String {
        guard let rule = RuleCatalogue.examples.first(where: { type(of: $0).metadata.id == id }) else {
            return ""
        }
        let violating = type(of: rule).violating
        var text = "Reported:\n\n" + violating.map { "- \($0.title)\n" }.joined()
        if let first = violating.first {
            text += "\nThe first of them:\n\n```yaml\n\(first.manifest)\n```\n"
            if !first.world.isEmpty { text += "\nwith this in the cloud:\n\n```yaml\n\(first.world)\n```\n" }
        }
        text += "\nFine:\n\n"
        for example in type(of: rule).satisfying { text += "- \(example.title)\n" }
        return text + "\n"
    }

    private static func fileName(_ title: String) -> String {
        title.lowercased().replacing(" ", with: "-") + ".md"
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
