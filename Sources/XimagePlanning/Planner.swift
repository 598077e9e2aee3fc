package import XimageCore

/// Front door of planning: diff, check, order. Pure and synchronous.
package struct Planner: Sendable {
    private let rules: [any Rule]

    package init(rules: [any Rule]) { self.rules = rules }

    package func plan(_ input: PlanInput) -> Plan {
        let live = LiveIndex(input.live.resources)
        let rebuilder = StateRebuilder(project: input.desired.settings.project)
        let rebuilt = rebuilder.rebuild(desired: input.desired, prior: input.prior, live: live)

        var builder = PlanBuilder(input: input, live: live, rebuilt: rebuilt)
        switch input.mode {
        case .apply:
            builder.planDeclared()
            builder.planUndeclared()
        case .destroy(let withBackups):
            builder.planDestroy(withBackups: withBackups)
        }
        let changes = builder.changes.sorted { $0.address < $1.address }
        let steps = PlanGraph(builder.orderedSteps()).inOrder()

        var checks = CheckSummary()
        var findings = builder.findings
        if case .apply = input.mode {
            findings += NotCarriedOut(input.desired).findings
            let context = builder.ruleContext(changes: changes)
            findings += RuleRunner(rules).run(context, summary: &checks)
        }
        return Plan(
            project: input.desired.settings.project, lineage: input.prior.lineage, serial: input.prior.serial,
            changes: changes, steps: steps, findings: findings.inReadingOrder(), drift: builder.drift,
            checks: checks, unchanged: builder.unchanged, rebuilt: rebuilt.records)
    }

    /// The rules that need nothing but the manifests.
    package func validate(_ desired: DesiredState) -> (findings: [Diagnostic], checks: CheckSummary) {
        let context = RuleContext.offline(desired)
        var checks = CheckSummary()
        let offline = rules.filter { type(of: $0).metadata.phases.contains(.validate) }
        let findings = RuleRunner(offline).run(context, summary: &checks)
        return (findings.inReadingOrder(), checks)
    }
}
