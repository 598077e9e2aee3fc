import XimageCore
import XimagePlanning

/// All that a plan says, as text for people: for golden files, so that whatever changes in a plan shows.
enum PlanSketch {
    static func text(_ plan: Plan) -> String {
        var lines = ["plan of \(plan.project), lineage \"\(plan.lineage)\", serial \(plan.serial)"]
        lines.append("\(plan.unchanged) unchanged, \(plan.leftOut.count) left out")
        let checks = plan.checks
        if checks.rules > 0 {
            lines.append(
                "\(checks.rules) rules: \(checks.passed) passed, \(checks.violated) violated, \(checks.unknown) unknown, "
                    + "\(checks.deferred) deferred, \(checks.notApplicable) not applicable")
        }
        func add(_ title: String, _ parts: [[String]]) {
            guard !parts.isEmpty else { return }
            lines += ["", title]
            for part in parts {
                lines.append("  " + part[0])
                lines += part.dropFirst().map { "      " + $0 }
            }
        }
        add("records that the marks gave back", plan.rebuilt.map(record))
        add("records that moved", plan.renamed.map { ["from \($0.from)"] + record($0.record) })
        add("records that are brought up to date", plan.refreshed.map(record))
        add("drift", plan.drift.map(drift))
        add("changes", plan.changes.map(change))
        add("steps", plan.steps.map(step))
        add("skipped", plan.skipped.map { ["\($0.step): \($0.because.english)"] })
        add("usage", plan.usages.map { [usage($0)] })
        add("findings", plan.findings.map(finding))
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Values

    static func value(_ value: Value) -> String {
        switch value {
        case .null: "-"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .string(let text): "\"\(text)\""
        case .list(let values): "[\(values.map(self.value).joined(separator: ", "))]"
        case .map(let values):
            "{\(values.sorted { $0.key < $1.key }.map { "\($0.key): \(self.value($0.value))" }.joined(separator: ", "))}"
        case .reference(let address): "<\(address)>"
        case .knownAfterApply: "(known after apply)"
        case .secret: "(sensitive)"
        }
    }

    private static func attributes(_ title: String, _ attributes: Attributes?) -> [String] {
        guard let attributes, !attributes.isEmpty else { return [] }
        let all = attributes.entries.map { "\($0.name): \(value($0.value))" }
        return ["\(title) \(all.joined(separator: ", "))"]
    }

    private static func list(_ title: String, _ all: [some Any]) -> [String] {
        all.isEmpty ? [] : ["\(title) \(all.map { "\($0)" }.joined(separator: ", "))"]
    }

    // MARK: Records, drift, changes

    private static func record(_ record: ResourceRecord) -> [String] {
        var head = "\(record.address) = \(record.id) in \(record.region), \(record.standing)"
        if record.operation != nil { head += ", operation known" }
        if !record.digest.isEmpty { head += ", digest known" }
        if let time = record.createdAt { head += ", created \(time)" }
        if let removal = record.onRemove { head += ", onRemove: \(removal)" }
        if record.protect { head += ", protected" }
        return [head] + attributes("has", record.attributes) + attributes("declared as", record.declared)
            + list("refers to", record.dependencies)
    }

    private static func drift(_ drift: Drift) -> [String] {
        ["\(drift.address) (\(drift.id))\(drift.isGone ? " no longer exists" : "")"]
            + drift.differences.map { "\($0.attribute): \(value($0.recorded)) became \(value($0.live))" }
    }

    private static func change(_ change: Change) -> [String] {
        var action = change.action.word
        if case .replace(let order) = change.action { action += " (\(order))" }
        var head = "\(action) \(change.address) in \(change.region)"
        if let id = change.id { head += ", now \(id)" }
        var lines = [head, "because \(plain(change.reason))"]
        lines += list("differs in", change.differences)
        lines += attributes("before", change.before) + attributes("after", change.after)
        if let risk = change.risk {
            let captured = risk.lastCaptured.map { ", last captured \($0)" } ?? ", never captured"
            let by = risk.capturedBy.map { " by \($0)" } ?? ""
            lines.append("would lose \(risk.sizeGiB.map { "\($0)" } ?? "unknown") GiB\(captured)\(by)")
        }
        if let risk = change.backupRisk {
            let count = risk.count.map { "\($0)" } ?? "unknown"
            let newest = risk.newest.map { ", newest \($0)" } ?? ""
            lines.append("would lose \(count) backups of \(risk.sizeGiB) GiB\(newest): \(risk.owners)")
        }
        if change.takesBackup { lines.append("takes its backup along") }
        if let origin = change.origin { lines.append("declared at \(origin)") }
        return lines + change.notes.map { "note: \($0.english)" }
    }

    /// A value without the names of our modules.
    private static func plain(_ value: some Any) -> String {
        var text = "\(value)"
        for module in ["XimagePlanning.", "XimageCore."] {
            while let range = text.firstRange(of: module) { text.removeSubrange(range) }
        }
        return text
    }

    // MARK: Steps

    private static func step(_ step: PlanStep) -> [String] {
        ["\(step.id) in \(step.region)"] + operation(step.operation)
            + step.edges.map { "after \($0.step): \($0.reason.rawValue)" }
    }

    private static func operation(_ operation: StepOperation) -> [String] {
        switch operation {
        case .create(let create): return self.create(create)
        case .label(let label):
            return ["\(label.id.map { "the disk \($0)" } ?? "a disk") of \(label.server)"]
                + create(label.create)
        case .update(let update):
            return ["\(update.id)\(update.retags ? ", gets our marks" : "")"]
                + attributes("sets", update.changes) + attributes("instead of", update.current)
                + record(update.record).map { "record: \($0)" }
        case .delete(let delete):
            let server = delete.detachFrom.map { ", detached from \($0) first" } ?? ""
            return ["\(delete.id), \(delete.standing)\(server), consent: \(plain(delete.consent))"]
        case .detach(let detach): return ["\(detach.id) from \(detach.server)"]
        case .prune(let prune):
            return [
                "\(prune.id), \(prune.standing), backup \(backup(prune)), consent: \(plain(prune.consent))"
            ]
        case .forget(let record): return ["\(record.id), \(record.standing)"]
        case .settle(let settle): return ["\(settle.image), \(settle.id ?? "once it exists")"]
        case .stop(let power), .start(let power):
            let server = power.server.map { "\($0)" } ?? "an undeclared server"
            return [
                "\(server) \"\(power.name)\" (\(power.id ?? "new")) for \(power.image)"
                    + (power.restores ? ", only what a stop took" : "")
            ]
        case .awaitServer(let wait):
            let server = wait.server.map { "\($0)" } ?? "an undeclared server"
            return [
                "\(server) \"\(wait.name)\" (\(wait.id ?? "new")): \(plain(wait.condition.sign)) within "
                    + "\(wait.condition.within)"
            ]
        case .deleteBackup(let backup): return ["\(backup.id), consent: \(plain(backup.consent))"]
        }
    }

    private static func backup(_ prune: PruneStep) -> String {
        switch prune.backup {
        case .deleted: "deleted"
        case .stays: "stays"
        case .renamed(let left): "\(left.id) stays as \(left.name)"
        }
    }

    private static func create(_ create: CreateStep) -> [String] {
        var facts: [String] = []
        if create.generation != 0 { facts.append("generation \(create.generation)") }
        if let removal = create.onRemove { facts.append("onRemove: \(removal)") }
        if create.protect { facts.append("protected") }
        if create.endsStopped { facts.append("ends stopped") }
        if !create.endsInRegion { facts.append("ends when its zone can use it") }
        if let key = create.imageDiskKey { facts.append("from disk \(key) of the image") }
        if let image = create.image {
            facts.append("from \(image.series), which is needed in: \(image.reach)")
        }
        if let id = create.replaces { facts.append("replaces \(id)") }
        return attributes("sends", create.attributes) + attributes("declared as", create.declared)
            + list("refers to", create.dependencies) + list("captures", create.captured)
            + (facts.isEmpty ? [] : [facts.joined(separator: ", ")])
            + create.disks.flatMap { disk in
                ["with \(disk.address)"] + self.create(disk.create).map { "  " + $0 }
            }
    }

    // MARK: Usage, findings

    private static func usage(_ usage: Usage) -> String {
        "\(plain(usage.thing)) of \(usage.region): \(usage.used) now, \(usage.peak) at most, \(usage.after) after, "
            + "limit \(usage.limit)\(usage.expands ? ", grows" : "")\(usage.fits ? "" : ", too much")"
    }

    private static func finding(_ finding: Diagnostic) -> [String] {
        var lines = ["\(finding.severity) \(finding.code) at \(finding.address.map { "\($0)" } ?? "-")"]
        lines += ["\(finding.summary): \(finding.detail)"]
        lines +=
            finding.fix.map { "fix: " + $0.split(separator: "\n").joined(separator: " / ") }.map { [$0] }
            ?? []
        if let subject = finding.subject { lines.append("in \(subject)") }
        if let remark = finding.remark { lines.append("remark: \(remark)") }
        if let key = finding.acknowledged { lines.append("acknowledged: \(key)") }
        return lines
    }
}
