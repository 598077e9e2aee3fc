package import XimageCore

/// Front door of planning: read once, decide, order, check. Pure and synchronous.
package struct Planner: Sendable {
    let rules: [any Rule]

    package init(rules: [any Rule]) { self.rules = rules }

    package func plan(_ input: PlanInput) throws(PlanDefect) -> Plan {
        try finish(try draft(input), guests: input.guests)
    }

    /// All but the checks.
    package func draft(_ input: PlanInput) throws(PlanDefect) -> PlanDraft {
        let live = LiveIndex(input.live.resources + (input.live.recalled ?? []))
        var expander = DesiredExpander(input.desired, input.prior, live)
        expander.expand()
        let project = expander.desired.settings.project
        var ownership = MarkOwnership(
            input.prior, takeOver: input.options.takeOver,
            deletes: input.mode != .apply || !input.options.clean.isEmpty)
        func rebuild() -> StateRebuilder.Result {
            StateRebuilder(project: project, ownership: ownership).rebuild(
                desired: expander.desired, prior: expander.prior, live: live)
        }
        var rebuilt = rebuild()
        // Without a state the plan is shown as it would be after the take-over, and is not carried out.
        let offered = TakeOverOffer(rebuilt, input)
        if let only = offered.only {
            ownership = MarkOwnership(input.prior, takeOver: only)
            rebuilt = rebuild()
        }
        let world = World(input, expander, rebuilt, live: live, ownership: ownership)
        let decisions = Decider(world: world).decide(input.mode)
        var context = RuleContext(world, input, decisions)
        context.prepare()
        let (graph, usages, freed) = try Ordering(world: world, decisions: decisions, context: context)
            .graph()
        context.freed = freed

        var plan = Plan(
            project: world.project, lineage: world.prior.lineage, serial: world.prior.serial,
            changes: decisions.changes, steps: graph.steps, rebuilt: rebuilt.records,
            renamed: expander.renamed)
        plan.marks = world.marks
        plan.succeeded = rebuilt.succeeded
        plan.passedOver = rebuilt.passedOver
        plan.stoppedSources = StoppedSource.found(rebuilt, in: world)
        plan.takenOver = rebuilt.takenOver.union(world.takenOverBackups.map(\.id)).sorted()
        plan.recoveredBackups = world.recoveredBackups
        plan.offer = offered.only
        let before =
            expander.findings
            + RebuiltReport(
                project: world.project, takeOver: ownership.takeOver,
                environment: world.desired.settings.environment
            ).findings(rebuilt)
            + offered.findings + StrangerReport(world: world, mode: input.mode).findings(rebuilt, offered)
            + (input.options.clean.isEmpty ? LossGuard(world: world, mode: input.mode).findings : [])
            + RecordedExisting.findings(world)
        plan.findings = before.filter { $0.address.map { world.selection.isMeant($0) } ?? true }
        if let circle = VisitOrder(world.desired).circle { plan.findings.append(Refusal.circle(circle)) }
        plan.findings += plan.stoppedSources.map(\.finding) + decisions.findings
        let undecided = decisions.undecided
        if !undecided.isEmpty { plan.findings += UndecidedReport(world: world).findings(undecided) }
        plan.findings += OptionChecks(world: world).findings(decisions)
        plan.findings += AbandonedReport(world: world).findings(graph.steps)
        if let retention = RetentionReport(decisions).finding { plan.findings.append(retention) }
        if input.mode == .apply {
            // What was not read is as recorded.
            let recalled = Set((input.live.recalled ?? []).map(\.id))
            let records = world.prior.records.filter { !recalled.contains($0.id) }
            let names = BackupNameCare(world.backups)
            plan.drift = DriftReader.drift(
                of: records, in: world.project, live: live, lookups: world.lookups,
                names: names, declared: { world.declared[$0] })
            plan.findings += names.findings(records, live)
        }
        plan.refreshed = decisions.all.compactMap(\.refreshed)
        plan.unchanged = decisions.unchanged
        plan.leftOut = decisions.leftOutChanges(of: world)
        plan.skipped = decisions.skipped

        plan.usages = usages
        let isRemoval = input.mode != .apply
        return PlanDraft(
            desired: world.desired, plan: plan, context: context, isRemoval: isRemoval,
            guestSubjects: isRemoval ? [] : context.guestSubjects(), world: world, graph: graph,
            forgotten: rebuilt.forgotten)
    }

    /// Checks a draft, with what was found out about the insides of its servers.
    package func finish(_ draft: PlanDraft, guests: GuestReports) throws(PlanDefect) -> Plan {
        var plan = draft.plan
        var context = draft.context
        context.guests = guests
        let asked = asked(of: draft)
        let found = plan.advise(RuleRunner(asked).run(context, summary: &plan.checks), asked)
        let carriedOut = Set(plan.steps.map(\.address.series))
        plan.findings += found.filter { finding in
            finding.address.map {
                draft.world.selection.isMeant($0) || carriedOut.contains($0.series)
            } ?? true
        }
        plan.findings = RebuiltReport.withoutConsequences(Refusal.withoutDoubles(plan.findings))
        plan.findings +=
            PendingConsent.findings(plan, isDestroy: draft.isRemoval)
            + PendingConsent.takenOver(plan, draft.world)
            + StillDeclared.findings(plan, draft.world)
            + OwnerGuard.findings(plan, draft.world) + LeftDisks.findings(plan, draft.world)
        plan.findings = VaultGuard.checked(plan, draft.world)
        plan.findings = plan.findings.inReadingOrder()
        try draft.check(plan)
        return plan
    }

    /// What the draft and the rules ask of catalogues and nobody has read. What the rules say meanwhile does not count.
    package func demands(of draft: PlanDraft) -> [Region: CatalogueNeeds] {
        var summary = CheckSummary()
        _ = RuleRunner(asked(of: draft)).run(draft.context, summary: &summary)
        return draft.context.demands.needs
    }

    /// Of a plan that takes everything away, only what goes is checked.
    func asked(of draft: PlanDraft) -> [any Rule] {
        draft.isRemoval ? rules.filter { type(of: $0).turn == .always } : rules
    }

    /// The plan without what its errors forbid, decided again on the same facts. An error about an address forbids it, what
    /// refers to it and what waits for that; everything else stays.
    ///
    /// - Parameter plan: of the input.
    /// - Returns: with the errors that it leaves out; `nil` when some error is about no address, so that it cannot be told
    ///   what it forbids.
    package func skippingBlocked(_ plan: Plan, _ input: PlanInput) throws(PlanDefect) -> Plan? {
        var input = input
        var rest = plan
        while true {
            let known = input.options.blocked.count
            for finding in rest.findings where finding.severity == .error {
                guard let address = finding.address?.series else { return nil }
                if input.options.blocked[address] == nil {
                    input.options.blocked[address] = Bilingual(
                        "\(finding.code): \(finding.detail)",
                        zh: "\(finding.code)：\(finding.text(.chinese).message)")
                }
            }
            guard input.options.blocked.count > known else {
                rest.findings = plan.findings
                return rest
            }
            rest = try self.plan(input)
        }
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
