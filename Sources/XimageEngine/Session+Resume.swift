package import XimageCore
package import XimagePlanning
package import XimageState

/// What a session does beside planning and carrying out: taking up, and giving lost state back.
extension Session {
    /// Brings every step that an interrupted apply left open to an end in the journal. Steps that were given up are looked
    /// at once; those that still have no end stay given up.
    ///
    /// - Returns: those whose end cannot be told yet, with the reason.
    func resume(
        _ journal: Journal, _ store: StateStore, _ applying: Applying, _ desired: DesiredState
    ) async throws -> [(step: OpenStep, reason: String)] {
        let records = try store.prior().records
        let recorded = Set(records.compactMap(\.operation))
        let abandoned = Set(journal.abandoned.map(\.intent.step))
        // The data disks of a server are told only by the end of its creation.
        let found = journal.abandoned.filter {
            $0.intent.disks.isEmpty && ($0.intent.operation.map(recorded.contains) ?? false)
        }
        let open =
            journal.openSteps
            + journal.abandoned.filter { step in !found.contains { $0.intent.step == step.intent.step } }
        let run = try await journal.beginRun(
            RunInfo(applying.holder, started: environment.time.now(), steps: open.count))
        // What a plan found by its mark is recorded, and needs no step any more.
        for step in found {
            let name = step.intent.step
            try await journal.append([
                .abandoned(step: name), .settled(key: Obligation.key(ofAbandoned: name)),
            ])
        }
        let keeper = ProgressKeeper(store, run: run, time: environment.time)
        let running = environment.running(until: applying.stop) { event in
            keeper.receive(event)
            applying.report(event)
        }
        let resumer = Resumer(
            running, journal: tapJournal(journal), desired: desired, abandoned: abandoned)
        let endings = try await resumer.resume(open, records: records)
        var unsettled: [(step: OpenStep, reason: String)] = []
        for (step, ending) in endings {
            if abandoned.contains(step.intent.step) {
                if case .open = ending { continue }
                try await journal.append(.settled(key: Obligation.key(ofAbandoned: step.intent.step)))
            }
            switch ending {
            case .finished(let id, let missing):
                applying.report(
                    .notice(
                        Bilingual(
                            "\(step.intent.step): finished since, as \(id)",
                            zh: "`\(step.intent.step)`：已完成，ID 为 \(id)")))
                for disk in missing {
                    applying.report(
                        .notice(
                            Bilingual(
                                "\(step.intent.step): \(disk) was not found on it",
                                zh: "`\(step.intent.step)`：其上没有找到 \(disk)")))
                }
            case .nothing(let reason):
                applying.report(
                    .notice(
                        Bilingual(
                            "\(step.intent.step): \(reason.english)",
                            zh: "`\(step.intent.step)`：\(reason.chinese)")))
            case .open(let reason): unsettled.append((step, reason))
            }
        }
        try await journal.endRun(unsettled.isEmpty ? .completed : .interrupted)
        store.clearProgress()
        return unsettled
    }

    func keepPromises(
        _ journal: Journal, _ desired: DesiredState, _ applying: Applying
    ) async throws -> [BrokenPromise] {
        let owed = journal.obligations
        guard !owed.isEmpty else { return [] }
        _ = try await journal.beginRun(
            RunInfo(applying.holder, started: environment.time.now(), steps: owed.count))
        let keeper = PromiseKeeper(
            environment: environment.running(until: applying.stop, report: applying.report),
            journal: tapJournal(journal), desired: desired)
        let broken = try await keeper.keep(owed)
        try await journal.endRun(broken.contains(where: \.isOurs) ? .failed : .completed)
        return broken
    }

    /// What a run still owes at its end. A server stays down while its image is being made, and a start that the service just
    /// refused again and again is left to the next run.
    func keepLeft(
        _ obligations: [Obligation], _ report: ApplyReport, _ keeper: PromiseKeeper
    ) async throws(StateError) -> [BrokenPromise] {
        guard !report.wasInterrupted, !report.wasDetached, report.stillRunning.isEmpty else { return [] }
        guard !report.failures.contains(where: { $0.step.verb == .start }) else {
            return obligations.map { BrokenPromise($0, because: nil) }
        }
        return try await keeper.keep(obligations)
    }

    /// Writes what a plan found out about records, whether or not it has steps.
    func rememberFound(
        _ planned: Planned, _ store: StateStore, _ lease: Lease, _ applying: Applying
    ) throws(StateError) {
        let plan = planned.plan
        if planned.prior.isFresh, let marks = plan.marks {
            // A new state continues what it takes over.
            var identity = try store.identity()
            identity.marks = marks
            try store.remember(identity, under: lease)
        }
        let isRefreshed =
            !(plan.rebuilt + plan.passedOver).isEmpty || !plan.renamed.isEmpty || !plan.refreshed.isEmpty
        guard isRefreshed || !plan.recoveredBackups.isEmpty else { return }
        let succeeded = Set(plan.succeeded.map(\.id))
        let renamed = plan.renamed.map(\.record).filter { !succeeded.contains($0.id) }
        _ = try store.apply(
            RecordChanges(
                upserts: plan.rebuilt + plan.passedOver + plan.recoveredBackups + renamed + plan.refreshed,
                removals: plan.renamed.map { RecordKey(address: $0.from, id: $0.record.id) }
            ).giving(way: plan.succeeded),
            RunInfo(applying.holder, started: environment.time.now()),
            under: lease)
    }

    /// Sources that nobody starts are reported by each later run.
    func remember(
        _ sources: [StoppedSource], _ journal: Journal, _ applying: Applying
    ) async throws -> [BrokenPromise] {
        guard !sources.isEmpty else { return [] }
        let found = sources.map(Obligation.found)
        _ = try await journal.beginRun(RunInfo(applying.holder, started: environment.time.now()))
        try await journal.append(found.map { .owed($0) })
        try await journal.endRun(.completed)
        return found.map { BrokenPromise($0, because: nil) }
    }

    /// A run that ended without a word, when nothing is left of it to be done.
    func closeBroken(_ journal: Journal, _ store: StateStore, _ applying: Applying) async throws {
        guard let last = try store.runs(limit: 1).first, last.outcome == nil else { return }
        _ = try await journal.beginRun(RunInfo(applying.holder, started: environment.time.now()))
        try await journal.endRun(.completed)
    }

    // MARK: Lost state

    package enum Rebuilt: Sendable {
        /// Records that the marks of the cloud gave back; with it their number in all.
        ///
        /// - Parameter doubtful: whose objects share the mark of one address, where several do. None of them is recorded.
        case done([ResourceRecord], total: Int, doubtful: TakeOver?, stopped: [BrokenPromise])
        case unsettled([(step: OpenStep, reason: String)])
        /// Marks of several lineages: whose objects are meant has to be said.
        case undecided([Diagnostic])
    }

    /// Writes to state what the marks in the cloud tell and state does not know. Changes nothing in the cloud.
    ///
    /// - Parameters:
    ///   - salvaged: records of a damaged state; those whose objects are still there are taken over.
    ///   - waits: whether lists have to catch up first with what a run may have begun that nobody remembers.
    package func rebuild(
        _ request: Request, _ applying: Applying, salvaged: [ResourceRecord] = [], waits: Bool = false
    ) async throws -> Rebuilt {
        if waits {
            let lag = try await environment.options.listLag()
            if lag >= .seconds(1) {
                applying.report(
                    .notice(
                        Bilingual(
                            "For \(lag.components.seconds) s the lists of the cloud may lack what an earlier run created. Waiting.",
                            zh: "在 \(lag.components.seconds) 秒内，云上的列表可能还没有此前运行创建的对象。正在等待。")))
            }
            try await environment.time.sleep(lag)
        }
        var random = SystemRandomNumberGenerator()
        let store = try StateStore.open(
            path: statePath, project: request.desired.settings.project,
            environment: request.desired.settings.environmentName, time: environment.time, random: &random)
        let result: Rebuilt = try await StateLock(
            store, time: environment.time, lease: environment.options.lease
        ).holding(
            applying.holder, timeout: applying.lockTimeout, random: &random
        ) { lease in
            let journal = try Journal(lease)
            if !journal.openSteps.isEmpty || !journal.abandoned.isEmpty {
                let unsettled = try await resume(journal, store, applying, request.desired)
                guard unsettled.isEmpty else { return .unsettled(unsettled) }
            }
            var prior = try store.prior()
            let known = Set(prior.records.map(\.id))
            prior.records += salvaged.filter { $0.standing.isManaged && !known.contains($0.id) }
            prior.setAside += salvaged.filter { !$0.standing.isManaged }
            prior.records.sort { $0.address < $1.address }
            let planned = try await plan(request, prior: prior, open: [])
            let offers = planned.plan.findings.filter { $0.code == TakeOverOffer.code }
            guard offers.isEmpty || planned.plan.offer != nil else { return .undecided(offers) }
            let live = Set(planned.live.resources.map(\.id))
            let found = salvaged.filter {
                !$0.standing.isManaged || live.contains($0.id) && !known.contains($0.id)
            }
            let changes = RecordChanges(
                upserts: found + planned.plan.rebuilt + planned.plan.passedOver
                    + planned.plan.recoveredBackups
            ).giving(way: planned.plan.succeeded)
            if known.isEmpty, let marks = request.options.takeOver?.lineage ?? planned.plan.marks {
                var identity = try store.identity()
                identity.marks = marks
                try store.remember(identity, under: lease)
            }
            if !changes.isEmpty {
                _ = try store.apply(
                    changes, RunInfo(applying.holder, started: environment.time.now()), under: lease)
            }
            let stopped = try await remember(planned.plan.stoppedSources, journal, applying)
            return .done(
                changes.upserts.filter(\.standing.isManaged), total: try store.prior().records.count,
                doubtful: planned.plan.findings.contains { $0.code == RebuiltReport.code }
                    ? request.options.takeOver ?? planned.plan.offer
                        ?? prior.identity.marks.map { .lineage($0) }
                    : nil, stopped: stopped)
        }
        try store.close()
        return result
    }
}

extension RecordChanges {
    /// With records that other objects succeed: what was released is remembered, what no longer exists is not.
    fileprivate func giving(way records: [ResourceRecord]) -> RecordChanges {
        var changes = self
        changes.upserts += records.filter { !$0.standing.isManaged }
        changes.removals += records.filter(\.standing.isManaged).map {
            RecordKey(address: $0.address, id: $0.id)
        }
        return changes
    }
}

extension ApplyReport {
    /// As state remembers it.
    var outcome: RunOutcome {
        if isComplete { return .completed }
        if wasInterrupted { return .interrupted }
        return wasDetached && failures.isEmpty ? .detached : .failed
    }
}
