package import XimageCore
package import XimagePlanning

/// Findings for continuous integration: JUnit XML, a test suite for each family of rules and a test case for each
/// rule, which fails when it found an error. Codes of the manifest language form a suite of their own.
package enum DiagnosticJUnit {
    /// A case is named by the title of its rule, whether it passes or fails; a failure says what is violated.
    ///
    /// - Parameters:
    ///   - rules: those that were asked; a rule without findings is a test that passed.
    ///   - language: of findings that exist in several.
    package static func render(
        _ diagnostics: [Diagnostic], rules: [RuleMetadata], language: Language = .english
    ) -> String {
        var findings: [String: [Diagnostic]] = [:]
        for finding in diagnostics.inReadingOrder() { findings[finding.code, default: []].append(finding) }
        var suites: [(name: String, cases: [(id: String, title: String)])] = []
        for rule in rules {
            if suites.last?.name != rule.family { suites.append((rule.family, [])) }
            suites[suites.count - 1].cases.append((rule.id, rule.title[language]))
        }
        let known = Set(rules.map(\.id))
        let others = findings.keys.filter { !known.contains($0) }.sorted()
        if !others.isEmpty {
            suites.insert(
                ("manifest", others.map { ($0, findings[$0]?.first?.summary(language) ?? "") }), at: 0)
        }
        var body = ""
        var all = (tests: 0, failures: 0)
        for suite in suites {
            let failures = suite.cases.count { fails(findings[$0.id] ?? []) }
            all.tests += suite.cases.count
            all.failures += failures
            body += "  <testsuite name=\"\(escaped(suite.name))\" tests=\"\(suite.cases.count)\""
            body += " failures=\"\(failures)\" errors=\"0\" skipped=\"0\">\n"
            for item in suite.cases {
                body += testCase(
                    suite.name, item.id, item.title, findings[item.id] ?? [], language)
            }
            body += "  </testsuite>\n"
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"ximage\" tests=\"\(all.tests)\" failures=\"\(all.failures)\" errors=\"0\">\n"
            + body + "</testsuites>\n"
    }

    private static func fails(_ findings: [Diagnostic]) -> Bool {
        findings.contains { $0.severity == .error }
    }

    private static func testCase(
        _ suite: String, _ id: String, _ title: String, _ findings: [Diagnostic], _ language: Language
    ) -> String {
        let start =
            "    <testcase classname=\"ximage.\(escaped(suite))\" name=\"\(escaped("\(id) \(title)"))\""
        guard !findings.isEmpty else { return start + "/>\n" }
        var text = start + ">\n"
        let groups = FindingGroup.of(findings)
        for group in groups where group.first.severity == .error {
            let finding = group.first
            text += "      <failure type=\"\(escaped(id))\" "
            text +=
                "message=\"\(escaped("\(finding.summary(language)): \(finding.text(language).message)"))\">"
            text += escaped(line(group, language)) + "</failure>\n"
        }
        let others = groups.filter { $0.first.severity != .error }
        if !others.isEmpty {
            text += "      <system-out>" + escaped(others.map { line($0, language) }.joined(separator: "\n"))
            text += "</system-out>\n"
        }
        return text + "    </testcase>\n"
    }

    /// Place, severity, address, message, way out.
    private static func line(_ group: FindingGroup, _ language: Language) -> String {
        let finding = group.first
        let words = finding.text(language)
        var text = finding.subject.map { "\($0): " } ?? ""
        text += finding.severity.word(language) + ": "
        if let subject = group.subject(language) { text += "\(subject): " }
        text += words.message
        if let also = group.alsoSentence(language) { text += language(" ", zh: "") + also }
        return text + (words.fix.map { " \($0)" } ?? "")
    }

    /// XML 1.0 has no way to write most control characters; they, and what steers a terminal, are shown as the texts show
    /// them.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case "#" where SafeOutput.holdsCommand(text): result += "&#35;"
            case _ where !scalar.isHarmless || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
