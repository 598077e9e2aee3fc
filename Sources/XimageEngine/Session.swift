package import XimageCore
package import XimagePlanning
package import XimageState

/// One manifest set against one cloud and one state: refresh, plan, apply. The front door of the engine.
package struct Session: Sendable {
    package let environment: Environment
    package let planner: Planner
    /// Of the state file.
    package let statePath: String
    let guests: (any GuestFactsSource)?
    let stepCheck: @Sendable (Planned) -> (any StepCheck)?
    let tapJournal: @Sendable (any ApplyJournal) -> any ApplyJournal

    /// - Parameters:
    ///   - guests: looks into the source servers of images that a plan makes; `nil` when nobody can.
    ///   - stepCheck: what is asked again just before each step of a plan.
    ///   - tapJournal: stands between the engine and its journal; the journal itself in the product.
    package init(
        _ environment: Environment, planner: Planner, statePath: String,
        guests: (any GuestFactsSource)? = nil,
        stepCheck: @escaping @Sendable (Planned) -> (any StepCheck)? = { _ in nil },
        tapJournal: @escaping @Sendable (any ApplyJournal) -> any ApplyJournal = { $0 }
    ) {
        self.environment = environment
        self.planner = planner
        self.statePath = statePath
        self.guests = guests
        self.stepCheck = stepCheck
        self.tapJournal = tapJournal
    }

    /// What is asked of a session.
    package struct Request: Sendable {
        package var desired: DesiredState
        package var mode: PlanInput.Mode
        package var acknowledgements: [Acknowledgement]
        /// What was approved: nothing else is carried out.
        package var saved: SavedPlan?
        /// Whether the lists of the cloud are read. Without them a plan rests on state; see ``Recaller``. Where there
        /// is no state yet they are read all the same.
        package var refresh: Bool
        /// Whether what no error forbids is carried out all the same.
        package var skipsBlocked = false
        /// Whether a person says that nothing of the project exists yet: then a new state waits for no list.
        package var isNewProject = false

        package var options: PlanOptions

        package init(
            _ desired: DesiredState, mode: PlanInput.Mode = .apply, acknowledgements: [Acknowledgement] = [],
            refresh: Bool = true, options: PlanOptions = PlanOptions()
        ) {
            self.options = options
            self.desired = desired
            self.mode = mode
            self.acknowledgements = acknowledgements
            self.refresh = refresh
        }
    }

    /// A plan with what it was made from.
    package struct Planned: Sendable {
        package var plan: Plan
        package var prior: PriorState
        package var live: LiveState
        /// Steps that an interrupted apply left open. An apply looks after them before it plans.
        package var open: [OpenStep]
        /// Servers that an earlier run stopped for their images and that do not run again.
        package var owed: [BrokenPromise] = []
        /// Who carries out steps of this state at the moment; `nil` for a plan that is made under the lock.
        package var running: LockInfo?
        package var desired: DesiredState
        /// From the command line.
        package var acknowledgements: [Acknowledgement]
        /// What was found out about the insides of source servers.
        var guests: GuestReports = [:]
        /// When it would be over; `nil` when nothing is to be done.
        package var forecast: Forecast?
    }

    func plan(
        _ request: Request, prior: PriorState, open: [OpenStep], learned: [DurationSample] = [],
        isCarriedOut: Bool = false
    ) async throws -> Planned {
        var planned: Planned
        let refreshes = request.refresh || prior.serial == 0
        try requireClaim(request, prior)
        if refreshes || isCarriedOut { try await requireProjects(of: prior.identity) }
        if refreshes {
            let refresher = Refresher(provider: environment.provider, time: environment.time)
            var live = try await refresher.refresh(
                desired: request.desired, prior: prior, everything: !request.options.clean.isEmpty,
                named: Set(request.saved?.plan.changes.compactMap(\.id) ?? []))
            // Dates in names are those that were approved.
            if let saved = request.saved { live.readAt = saved.madeAt }
            var draft = try draft(request, prior, live)
            var lists = Set(
                Refresher.lists(
                    desired: request.desired, prior: prior, everything: !request.options.clean.isEmpty))
            while let more = try await refresher.completed(
                live, for: draft.changes, asking: planner.demands(of: draft), beyond: &lists)
            {
                live = more
                draft = try self.draft(request, prior, live)
            }
            try await confirmMarked(&draft, &live, request, prior)
            try await confirmBareBackups(&draft, &live, request, prior)
            planned = try await finish(draft, request, prior: prior, live: live, open: open)
        } else {
            planned = try await recall(request, prior: prior, open: open, isCarriedOut: isCarriedOut)
        }
        planned.forecast = forecast(planned.plan, planned.plan.records(after: prior), learned)
        return planned
    }

    /// Plans from state; what the plan must not be without is read, and the plan made again.
    private func recall(
        _ request: Request, prior: PriorState, open: [OpenStep], isCarriedOut: Bool
    ) async throws -> Planned {
        var recaller = Recaller(
            provider: environment.provider, time: environment.time, desired: request.desired, prior: prior)
        var live = try await recaller.recall()
        var draft = try draft(request, prior, live)
        while true {
            let lists = recaller.lists(for: draft.changes, searchesMarks: isCarriedOut)
            let demands = planner.demands(of: draft)
            guard !recaller.hasRead(lists, and: demands) else { break }
            live = try await recaller.recall(reading: lists, asking: demands)
            draft = try self.draft(request, prior, live)
        }
        try await confirmMarked(&draft, &live, request, prior)
        try await confirmBareBackups(&draft, &live, request, prior)
        return try await finish(draft, request, prior: prior, live: live, open: open)
    }

    /// Asks for unrecorded marked objects by their ids, and plans again without those that no longer exist.
    private func confirmMarked(
        _ draft: inout PlanDraft, _ live: inout LiveState, _ request: Request, _ prior: PriorState
    ) async throws {
        var marked = MarkedObjects(provider: environment.provider)
        while try await marked.confirm(draft, in: &live) { draft = try self.draft(request, prior, live) }
    }

    /// Reads each backup that the plan deletes once more by its id, and plans again where an image stands on it after all.
    private func confirmBareBackups(
        _ draft: inout PlanDraft, _ live: inout LiveState, _ request: Request, _ prior: PriorState
    ) async throws {
        var backups = BareBackups(provider: environment.provider)
        while try await backups.confirm(draft.steps, in: &live) {
            draft = try self.draft(request, prior, live)
        }
    }

    private func draft(
        _ request: Request, _ prior: PriorState, _ live: LiveState
    ) throws(PlanDefect) -> PlanDraft {
        try planner.draft(input(request, prior, live))
    }

    private func input(_ request: Request, _ prior: PriorState, _ live: LiveState) -> PlanInput {
        PlanInput(
            desired: request.desired, prior: prior, live: live, mode: request.mode,
            acknowledgements: request.acknowledgements, options: request.options)
    }

    /// What no error forbids, and of a saved plan only what was approved.
    private func skippingBlocked(_ planned: Planned, _ request: Request) throws(PlanDefect) -> Plan? {
        var input = input(request, planned.prior, planned.live)
        input.guests = planned.guests
        guard let plan = try planner.skippingBlocked(planned.plan, input) else { return nil }
        return request.saved?.part(of: plan) ?? plan
    }

    /// Looks into the servers that the checks will ask about, and checks.
    private func finish(
        _ draft: PlanDraft, _ request: Request, prior: PriorState, live: LiveState, open: [OpenStep]
    ) async throws(PlanDefect) -> Planned {
        let subjects = draft.guestSubjects
        let reports = subjects.isEmpty ? [:] : await guests?.reports(on: subjects) ?? [:]
        return Planned(
            plan: try planner.finish(draft, guests: reports), prior: prior, live: live, open: open,
            desired: draft.desired, acknowledgements: request.acknowledgements, guests: reports)
    }

    private func forecast(
        _ plan: Plan, _ records: [ResourceRecord], _ learned: [DurationSample]
    ) -> Forecast? {
        guard !plan.steps.isEmpty else { return nil }
        let forecaster = Forecaster(
            durations: Durations(learned, scale: environment.options.timeScale),
            sizes: WorkSizes(steps: plan.steps, records: records),
            parallelism: environment.options.parallelism)
        let schedule = Schedule(
            steps: plan.steps, pacing: environment.options.pacing,
            duration: { forecaster.estimate($0).half.seconds })
        return forecaster.forecast(schedule)
    }

    // MARK: Apply

    /// Who applies, and how the person at the other end is asked and told.
    package struct Applying: Sendable {
        package var holder: LockHolder
        package var lockTimeout: Duration
        package var stop: StopSignal
        /// Shows the plan and asks, with the lock held, for a plan that can be carried out. Called once more where other
        /// steps come out after the wait of a new state.
        package var confirm: @Sendable (Planned) async -> Bool
        package var report: @Sendable (ApplyEvent) -> Void
        package var interrupted: Interrupted = .resume

        /// What becomes of steps that an earlier apply left open.
        package enum Interrupted: Sendable {
            case resume
            /// They are brought to their end, and nothing else is done.
            case settle
            /// They are told, and nothing is done while there are any.
            case tell
        }

        package init(
            holder: LockHolder, lockTimeout: Duration, stop: StopSignal,
            confirm: @escaping @Sendable (Planned) async -> Bool,
            report: @escaping @Sendable (ApplyEvent) -> Void
        ) {
            self.holder = holder
            self.lockTimeout = lockTimeout
            self.stop = stop
            self.confirm = confirm
            self.report = report
        }
    }

    package enum Applied: Sendable {
        case nothingToDo(Planned)
        /// A rule forbids it; nothing was done.
        case blocked(Planned)
        case declined(Planned)
        /// What an interrupted apply began cannot be told to have ended; nothing new was begun.
        case unsettled([(step: OpenStep, reason: String)])
        /// There is something to resume, and that was not to be done.
        case interrupted([OpenStep])
        /// Every step that an interrupted apply started has ended; no other step was started.
        case settled(owed: [BrokenPromise])
        /// The saved plan no longer fits; nothing was done.
        case stale(StalePlan)
        case done(Planned, ApplyReport)
    }

    /// Takes the lock, looks after what was interrupted, plans, asks, carries out.
    package func apply(_ request: Request, _ applying: Applying) async throws -> Applied {
        var random = SystemRandomNumberGenerator()
        let store = try StateStore.open(
            path: statePath, project: request.desired.settings.project,
            environment: request.desired.settings.environmentName, time: environment.time, random: &random)
        let result = try await StateLock(store, time: environment.time, lease: environment.options.lease)
            .holding(
                applying.holder, timeout: applying.lockTimeout, random: &random
            ) { lease in
                try await apply(request, applying, store, lease)
            }
        try store.close()
        return result
    }

    private func apply(
        _ request: Request, _ applying: Applying, _ store: StateStore, _ lease: Lease
    ) async throws -> Applied {
        let journal = try Journal(lease)
        try await requireProjects(of: try store.identity())
        if case .tell = applying.interrupted, !journal.openSteps.isEmpty {
            return .interrupted(journal.openSteps)
        }
        if !journal.openSteps.isEmpty || !journal.abandoned.isEmpty {
            let unsettled = try await resume(journal, store, applying, request.desired)
            guard unsettled.isEmpty else { return .unsettled(unsettled) }
        }
        let owed = try await keepPromises(journal, request.desired, applying)
        if case .settle = applying.interrupted {
            try await closeBroken(journal, store, applying)
            return .settled(owed: owed)
        }
        let learned = try store.learnedDurations()
        var wait = FreshWait(isNeeded: !request.isNewProject, environment)
        var planned: Planned
        var agreed: [PlanStep]?
        repeat {
            planned = try await knowing(store) { prior in
                try await plan(request, prior: prior, open: [], learned: learned, isCarriedOut: true)
            }
            planned.owed = owed
            if let saved = request.saved {
                do { planned.plan = try saved.approved(planned, desired: request.desired) } catch {
                    return .stale(error)
                }
            }
            if planned.plan.isBlocked {
                guard request.skipsBlocked, let rest = try skippingBlocked(planned, request),
                    !rest.steps.isEmpty
                else { return .blocked(planned) }
                planned.plan = rest
            }
            if planned.plan.steps.isEmpty {
                await nameBackups(planned)
                try rememberFound(planned, store, lease, applying)
                planned.owed += try await remember(planned.plan.stoppedSources, journal, applying)
                try await rememberPlace(request, planned, store, lease, applying.report)
                try await closeBroken(journal, store, applying)
                return .nothingToDo(planned)
            }
            if agreed != planned.plan.steps {
                guard await applying.confirm(planned), !applying.stop.isRaised else {
                    return .declined(planned)
                }
                agreed = planned.plan.steps
            }
            let hasWaited = try await wait.pass(
                before: planned.plan, planned.prior, stop: applying.stop, report: applying.report)
            guard !applying.stop.isRaised else { return .declined(planned) }
            if !hasWaited { break }
        } while true
        try rememberFound(planned, store, lease, applying)
        _ = try await remember(planned.plan.stoppedSources, journal, applying)
        try await rememberPlace(request, planned, store, lease, applying.report)
        // Before the first object of a region: whoever goes on after a crash has to go on there.
        let empty = Set(planned.plan.steps.map(\.region)).subtracting(planned.prior.records.map(\.region))
        try await rememberPlace(request, in: empty, store, lease, applying.report)
        await nameBackups(planned)
        var report: ApplyReport
        (report, planned.owed) = try await carryOut(planned, request, applying, journal, lease, learned)
        report.skipped += planned.plan.skipped.map {
            (step: $0.step, address: $0.address, because: $0.because)
        }
        report.leftErrors = planned.plan.isBlocked
        return .done(planned, report)
    }

    private func nameBackups(_ planned: Planned) async {
        await BackupNames(environment: environment).complete(planned.plan, planned.prior, planned.live)
    }

    private func carryOut(
        _ planned: Planned, _ request: Request, _ applying: Applying, _ journal: Journal, _ lease: Lease,
        _ learned: [DurationSample]
    ) async throws -> (ApplyReport, owed: [BrokenPromise]) {
        let info = RunInfo(
            applying.holder, started: environment.time.now(), planDigest: request.saved?.digest ?? "",
            steps: planned.plan.steps.count)
        let run = try await journal.beginRun(info)
        let keeper = ProgressKeeper(lease.store, run: run, time: environment.time)
        let rivals = RivalWatch(
            planned.plan, of: planned.desired, planned.prior, planned.live, environment)
        let running = environment.running(until: applying.stop) { event in
            keeper.receive(event)
            rivals?.note(event)
            applying.report(event)
        }
        let removals = RemovalCheck(planned, provider: environment.provider)
        func applier(_ checks: [(any StepCheck)?]) -> Applier {
            Applier(
                running, journal: tapJournal(journal), check: StepChecks(checks.compactMap { $0 }),
                proveLock: { () async throws(StateError) in try await lease.check() })
        }
        var report = try await applier([rivals, removals, stepCheck(planned)]).apply(
            planned.plan, records: planned.plan.records(after: planned.prior), desired: request.desired,
            learned: learned)
        await rivals?.look()
        if let rival = await rivals?.rival {
            if rival.givesWay {
                let retreat = Retreat(
                    rival: rival, provider: environment.provider, applier: applier([]))
                report = try await retreat.carryOut(
                    planned.plan, report, records: try lease.store.prior().records)
            } else {
                applying.report(
                    .notice(
                        Bilingual(
                            rival.sentence.english + "This one goes on; the other one stops.",
                            zh: rival.sentence.chinese + "本次运行继续，另一次停止。")))
            }
        }
        let owed = try await keepLeft(
            journal.obligations, report,
            PromiseKeeper(
                environment: running, journal: tapJournal(journal), desired: planned.desired))
        try await journal.endRun(report.outcome, learned: report.durations)
        lease.store.clearProgress()
        return (report, owed)
    }
}
