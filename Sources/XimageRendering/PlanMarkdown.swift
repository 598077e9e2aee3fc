package import XimageCore
package import XimagePlanning

/// A plan as a comment on a pull request.
package enum PlanMarkdown {
    /// - Parameter language: of findings that exist in several.
    package static func render(
        _ plan: Plan, context: PlanContext, language: Language = .english
    ) -> String {
        let sections = [
            heading(plan, context), risks(plan, context), findings(plan, language), changes(plan, context),
            drift(plan),
            steps(plan),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Services cut long comments; the counts stay.
    private static let changeLimit = 100

    private static func heading(_ plan: Plan, _ context: PlanContext) -> String {
        let summary = PlanSummary(plan)
        let isEmpty = plan.isEmpty && plan.changes.isEmpty
        var text = "### \(plan.project.markdown) on \(context.place.markdown)\n\n"
        text +=
            isEmpty
            ? !plan.leftOut.isEmpty ? "**Nothing to do in the part that was chosen.**" : "**No changes.**"
            : "**Plan: \(summary.text).**"
        if let rest = summary.rest(existing: context.existing) { text += " \(rest.markdown)." }
        if plan.checks.rules > 0 { text += " Checks: \(plan.checks.text)" }
        text += "\n"
        for line in LeftOutText.lines(plan.leftOut) { text += "\n\(line.markdown)\n" }
        if context.isRecalled {
            text += "\nPlanned from state alone (`--refresh=false`): what was changed in the cloud since "
            text += "is not seen.\n"
        }
        if plan.isBlocked { text += "\n**Blocked: nothing will be done until the errors below are gone.**\n" }
        return text
    }

    private static func risks(_ plan: Plan, _ context: PlanContext) -> String {
        let risks = plan.changes.flatMap { change -> [String] in
            let texts = [
                change.risk?.text(of: change.address, now: context.now),
                change.backupRisk.map { "\(change.address): \($0.text(now: context.now))" },
            ]
            return texts.compactMap { $0.map { "- \($0.markdown)\n" } }
        }
        guard !risks.isEmpty else { return "" }
        return "#### Data at risk\n\n" + risks.prefix(changeLimit).joined() + more(risks.count)
    }

    private static func findings(_ plan: Plan, _ language: Language) -> String {
        guard !plan.findings.isEmpty else { return "" }
        var text = "#### Findings\n\n"
        let groups = FindingGroup.of(plan.findings)
        for group in groups.prefix(changeLimit) {
            let finding = group.first
            let words = finding.text(language)
            let severity = finding.severity.word(language)
            text += "- **\(severity) \(finding.code.markdown)**: \(finding.summary(language).markdown)"
            if let subject = group.subject(language) { text += ", \(subject.code)" }
            if let subject = finding.subject { text += " (\(subject.description.code))" }
            text += ". \(words.message.markdown)"
            if let also = group.alsoSentence(language) { text += language(" ", zh: "") + also.markdown }
            if let fix = words.fix { text += " *\(fix.markdown)*" }
            text += "\n"
        }
        return text + more(groups.count)
    }

    private static func changes(_ plan: Plan, _ context: PlanContext) -> String {
        guard !plan.changes.isEmpty else { return "" }
        var text = "| | Address | Action | What matters |\n| --- | --- | --- | --- |\n"
        for change in plan.changes.prefix(changeLimit) {
            text += "| \(change.symbol.code) | \(change.address.description.code) "
            text += "| \(change.explanation.markdown) | \(matters(change, context)) |\n"
        }
        return text + more(plan.changes.count)
    }

    private static func matters(_ change: Change, _ context: PlanContext) -> String {
        let kind = change.address.kind
        switch change.action {
        case .create:
            guard let after = change.after else { return "" }
            let names: [AttributeName] = [
                .name, .flavor, .image, .type, .size, .zone, .systemDiskSize, .kind, .source, .vault,
            ]
            return names.filter { !after[$0].isEmpty }
                .map { "\($0) \(ValueText.of($0, in: after, of: kind))".markdown }.joined(separator: ", ")
        case .update, .replace:
            return change.differences.map { name in
                let unit = ResourceSchema.of(kind)[name]?.unit
                let values = ValueText.difference(
                    from: ValueText.plain(change.before?[name] ?? .null, name),
                    to: ValueText.plain(change.after?[name] ?? .null, name), unit: unit)
                let text = "\(name): \(values)".markdown
                return change.forcing.contains(name) ? "**\(text)**" : text
            }.joined(separator: "<br>")
        case .delete, .forget:
            return change.id.map { "id \($0.code)" } ?? ""
        case .noOp: return ""
        }
    }

    private static func drift(_ plan: Plan) -> String {
        guard !plan.drift.isEmpty else { return "" }
        var text = "#### Changed outside ximage\n\n"
        for drift in plan.drift.prefix(changeLimit) {
            let what =
                drift.isGone
                ? "gone from the cloud"
                : (drift.differences.map { difference in
                    let unit = ResourceSchema.of(drift.address.kind)[difference.attribute]?.unit
                    let values = ValueText.difference(
                        from: difference.recorded, to: difference.live, unit: unit)
                    return "\(difference.attribute): \(values)"
                } + (drift.lostMark ? ["marks: removed or overwritten"] : [])).joined(separator: "; ")
            text += "- \(drift.address.description.code): \(what.markdown)\n"
        }
        return text + more(plan.drift.count)
    }

    private static func steps(_ plan: Plan) -> String {
        guard !plan.steps.isEmpty else { return "" }
        var text = "<details><summary>\(Count.of(plan.steps.count, "step"))</summary>\n\n"
        for (index, step) in plan.steps.prefix(changeLimit).enumerated() {
            text += "\(index + 1). \(step.title.markdown)\n"
        }
        return text + more(plan.steps.count) + "\n</details>\n"
    }

    private static func more(_ count: Int) -> String {
        count > changeLimit ? "\n... and \(Count.grouped(count - changeLimit)) more.\n" : ""
    }
}

extension String {
    /// One line in which nothing is markup.
    fileprivate var markdown: String {
        var result = ""
        for character in visible {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "@": result += "&#64;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }

    /// As code; fenced by more backticks than it holds.
    fileprivate var code: String {
        var longest = 0
        var run = 0
        for character in visible {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let blank = longest > 0 ? " " : ""
        let text = visible.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        return fence + blank + text + blank + fence
    }
}
