import XimageCore
package import XimagePlanning

/// A plan for machines. Keys stand in a fixed order; equal plans give equal bytes.
package enum PlanJSON {
    /// Grows when a reader of the former version would misread the document.
    package static let version = 1

    package static func render(_ plan: Plan, context: PlanContext, isPretty: Bool = true) -> String {
        JSONWriter.document(isPretty: isPretty) { json in
            json.field("format", "ximage-plan")
            json.field("version", version)
            heading(&json, plan, context)
            summary(&json, plan, context)
            json.field("changes", array: plan.changes, change)
            if !plan.leftOut.isEmpty { json.field("leftOut", array: plan.leftOut, leftOut) }
            json.field("drift", array: plan.drift, drift)
            json.field("steps", array: plan.steps, step)
            if !plan.usages.isEmpty { json.field("room", array: plan.usages, UsageText.write) }
            checks(&json, plan.checks)
            if let expected = context.expected {
                json.field("expected") { object in
                    object.field("seconds", Int(expected.half.milliseconds / 1000))
                    object.field("secondsNineOfTen", Int(expected.most.milliseconds / 1000))
                    object.field("isLearned", expected.isLearned)
                }
            }
            json.field("findings", array: plan.findings, DiagnosticJSON.write)
            json.field("rebuilt", array: plan.rebuilt) { json, record in
                json.element { object in
                    object.field("address", record.address.description)
                    object.field("id", record.id)
                }
            }
        }
    }

    private static func heading(_ json: inout JSONWriter, _ plan: Plan, _ context: PlanContext) {
        json.field("project", plan.project)
        json.field("provider", context.provider.rawValue)
        json.field("regions", array: context.regions)
        json.field("destroy", context.isDestroy)
        json.field("refresh", !context.isRecalled)
        json.field("state") { state in
            state.field("lineage", plan.lineage.isEmpty ? nil : plan.lineage)
            state.field("serial", plan.serial)
        }
        guard let read = context.read else { return }
        json.field("read") { object in
            object.field("at", context.readAt?.description)
            for kind in ResourceKind.allCases.sorted() { object.field(kind.plural, read[kind] ?? 0) }
        }
    }

    private static func summary(_ json: inout JSONWriter, _ plan: Plan, _ context: PlanContext) {
        let counts = PlanSummary(plan).counts
        json.field("summary") { object in
            for word in PlanSummary.words { object.field(word, counts[word] ?? 0) }
            object.field("unchanged", plan.unchanged)
            object.field("leftOut", plan.leftOut.count)
            object.field("existing", context.existing)
            object.field("steps", plan.steps.count)
            object.field("gibibytesAtRisk", plan.dataAtRisk.sizeGiB)
            if !plan.dataAtRisk.isComplete { object.field("isDataAtRiskComplete", false) }
            let backups = plan.backupsAtRisk
            if backups.count > 0 || !backups.isComplete {
                object.field("backupsAtRisk", backups.isComplete ? backups.count : nil)
                object.field("gibibytesOfBackupsAtRisk", backups.sizeGiB)
            }
            object.field("isEmpty", plan.isEmpty)
            object.field("isBlocked", plan.isBlocked)
        }
    }

    private static func change(_ json: inout JSONWriter, _ change: Change) {
        json.element { object in
            object.field("address", change.address.description)
            object.field("kind", change.address.kind.rawValue)
            object.field("region", change.region)
            object.field("action", change.action.word)
            if case .replace(let order) = change.action { object.field("order", order.rawValue) }
            object.field("reason") { reason in
                reason.field("code", change.reason.code)
                if let text = change.reason.text { reason.field("text", text) }
                if !change.forcing.isEmpty {
                    reason.field("attributes", array: change.forcing.map(\.description))
                }
            }
            object.field("id", change.id)
            object.field("differences", array: change.differences) { json, name in
                json.element { object in
                    object.field("attribute", name.description)
                    object.valueField("before") { $0.element(change.before?[name] ?? .null) }
                    object.valueField("after") { $0.element(change.after?[name] ?? .null) }
                    object.field("isForcing", change.forcing.contains(name))
                }
            }
            if let before = change.before { object.field("before") { $0.fields(before) } }
            if let after = change.after { object.field("after") { $0.fields(after) } }
            if let risk = change.risk { object.field("risk") { write(&$0, risk) } }
            if let backups = change.backupRisk { object.field("backupRisk") { write(&$0, backups) } }
            if !change.notes.isEmpty { object.field("notes", array: change.notes.map(\.english)) }
            if !change.advice.isEmpty { object.field("advice", array: change.advice, DiagnosticJSON.write) }
            if let origin = change.origin { object.field("origin") { DiagnosticJSON.write(&$0, origin) } }
        }
    }

    private static func write(_ json: inout JSONWriter, _ risk: DataRisk) {
        json.field("gibibytes", risk.sizeGiB)
        json.field("lastCaptured", risk.lastCaptured?.description)
        json.field("capturedBy", risk.capturedBy?.description)
        if risk.isCapturedInBackup { json.field("isCapturedInBackup", true) }
    }

    private static func write(_ json: inout JSONWriter, _ risk: BackupRisk) {
        json.field("count", risk.count)
        json.field("gibibytes", risk.sizeGiB)
        json.field("of", array: risk.owners)
        json.field("newest", risk.newest?.description)
        json.field("expiresAt", risk.expiresAt?.description)
    }

    private static func leftOut(_ json: inout JSONWriter, _ change: LeftOutChange) {
        json.element { object in
            object.field("address", change.address.description)
            object.field("action", change.action?.word)
            switch change.due {
            case .notAsked: break
            case .never: object.field("dueAt", nil as String?)
            case .at(let moment), .closed(let moment): object.field("dueAt", moment.description)
            }
        }
    }

    static func drift(_ json: inout JSONWriter, _ drift: Drift) {
        json.element { object in
            object.field("address", drift.address.description)
            object.field("id", drift.id)
            object.field("isGone", drift.isGone)
            if drift.lostMark { object.field("lostMark", true) }
            object.field("differences", array: drift.differences) { json, difference in
                json.element { object in
                    object.field("attribute", difference.attribute.description)
                    object.valueField("recorded") { $0.element(difference.recorded) }
                    object.valueField("live") { $0.element(difference.live) }
                }
            }
        }
    }

    private static func step(_ json: inout JSONWriter, _ step: PlanStep) {
        json.element { object in
            object.field("id", step.id.description)
            object.field("address", step.address.description)
            object.field("region", step.region)
            object.field("operation", step.operation.verb.rawValue)
            object.field("title", step.title)
            object.field("after", array: step.edges) { json, edge in
                json.element { object in
                    object.field("step", edge.step.description)
                    object.field("reason", edge.reason.rawValue)
                }
            }
        }
    }

    private static func checks(_ json: inout JSONWriter, _ checks: CheckSummary) {
        json.field("checks") { object in
            object.field("rules", checks.rules)
            object.field("passed", checks.passed)
            object.field("violated", checks.violated)
            object.field("unknown", checks.unknown)
            object.field("deferred", checks.deferred)
            object.field("notApplicable", checks.notApplicable)
        }
    }
}

// MARK: - Values

extension JSONWriter {
    /// Attributes as fields, in their order.
    mutating func fields(_ attributes: Attributes) {
        for entry in attributes.entries {
            valueField(entry.name.description) { $0.element(entry.value) }
        }
    }

    /// A value; what is no plain value becomes an object with one `$` key: `{"$reference": "server.web"}`,
    /// `{"$knownAfterApply": true}`, `{"$sensitive": true}`.
    mutating func element(_ value: Value) {
        switch value {
        case .null: elementNull()
        case .bool(let flag): element(flag)
        case .int(let number): element(number)
        case .string(let text): element(text)
        case .list(let values): element(array: values) { $0.element($1) }
        case .map(let values):
            element { object in
                for key in values.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                    object.valueField(key) { $0.element(values[key] ?? .null) }
                }
            }
        case .reference(let address): element { $0.field("$reference", address.description) }
        case .knownAfterApply: element { $0.field("$knownAfterApply", true) }
        case .secret: element { $0.field("$sensitive", true) }
        }
    }
}
