package import XimageCore

/// Front door of planning: diff, check, order. Pure and synchronous.
package struct Planner: Sendable {
    let rules: [any Rule]

    package init(rules: [any Rule]) { self.rules = rules }

    package func plan(_ input: PlanInput) -> Plan { finish(draft(input), guests: input.guests) }

    /// All but the checks.
    package func draft(_ input: PlanInput) -> PlanDraft {
        var input = input
        let live = LiveIndex(input.live.resources + (input.live.recalled ?? []))
        var expander = DesiredExpander(input.desired, input.prior, live)
        expander.expand()
        input.desired = expander.desired
        input.prior = expander.prior
        let rebuilder = StateRebuilder(project: input.desired.settings.project)
        let rebuilt = rebuilder.rebuild(desired: input.desired, prior: input.prior, live: live)

        var builder = PlanBuilder(input: input, live: live, rebuilt: rebuilt)
        builder.findings += expander.findings
        builder.renamed = expander.renamed
        switch input.mode {
        case .apply:
            builder.planDeclared()
            builder.planUndelete()
            builder.planCleaning()
            builder.planUndeclared()
            builder.planRetentions()
            builder.planSnapshots()
            builder.reportFreed()
            builder.checkChoices()
        case .destroy(let withBackups):
            builder.planDestroy(withBackups: withBackups)
        }
        let changes = builder.changes.sorted { $0.address < $1.address }
        let steps = PlanGraph(builder.orderedSteps()).inOrder()

        let findings = builder.findings
        var context = builder.ruleContext(changes: changes)
        var isRemoval = false
        if case .destroy = input.mode { isRemoval = true }
        context.prepare()
        var plan = Plan(
            project: input.desired.settings.project, lineage: input.prior.lineage, serial: input.prior.serial,
            changes: changes, steps: steps, findings: findings, drift: builder.drift,
            checks: CheckSummary(), unchanged: builder.unchanged, rebuilt: rebuilt.records,
            renamed: expander.renamed)
        plan.refreshed = builder.refreshed
        plan.usages = UsageLedger(context).usages()
        return PlanDraft(
            desired: input.desired, plan: plan, context: context, isRemoval: isRemoval,
            guestSubjects: isRemoval ? [] : context.guestSubjects(),
            selection: PlanSelection(input.choices, input.desired, input.prior))
    }

    /// Checks a draft, with what was found out about the insides of its servers.
    package func finish(_ draft: PlanDraft, guests: GuestReports) -> Plan {
        var plan = draft.plan
        var context = draft.context
        context.guests = guests
        let asked = draft.isRemoval ? rules.filter { $0 is any RemovalRule } : rules
        plan.findings += RuleRunner(asked).run(context, summary: &plan.checks)
        plan.findings = plan.findings.inReadingOrder()
        draft.selection.apply(to: &plan)
        return plan
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
