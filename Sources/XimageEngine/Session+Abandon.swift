package import XimageCore
import XimagePlanning
package import XimageState

/// Giving up a step that does not end.
extension Session {
    package enum Abandoned: Sendable {
        /// No open step has this text.
        case noSuchStep(open: [OpenStep])
        /// A last look showed how it ended; nothing was given up.
        case ended(Resumer.Ending)
        /// It is no longer waited for. A creation holds its address until it is known what became of it.
        case givenUp
        /// It was known to have no trace, or a person says so: its address is free.
        case forgotten
        case declined
    }

    /// Looks at an open step once more, and gives it up when it is still not known how it ended.
    ///
    /// What it created is recorded when a later run finds it by its mark. Until then no plan creates a second object
    /// at its address, unless `forGood`: then a person says that nothing came of it. Changes nothing in the cloud.
    /// - Parameters:
    ///   - word: the text of the step.
    ///   - forGood: whether the address of a creation becomes free.
    ///   - confirm: is shown the step and why it is open.
    package func abandon(
        _ word: String, forGood: Bool, _ desired: DesiredState, _ applying: Applying,
        confirm: @Sendable (OpenStep, _ reason: String) async -> Bool
    ) async throws -> Abandoned {
        var random = SystemRandomNumberGenerator()
        let store = try StateStore.open(
            path: statePath, project: desired.settings.project,
            environment: desired.settings.environmentName, time: environment.time, random: &random,
            createIfMissing: false)
        let result = try await StateLock(store, time: environment.time, lease: environment.options.lease)
            .holding(applying.holder, timeout: applying.lockTimeout, random: &random) { lease in
                try await abandon(
                    word, forGood: forGood, desired, applying, try Journal(lease), store, confirm: confirm)
            }
        try store.close()
        return result
    }

    private func abandon(
        _ word: String, forGood: Bool, _ desired: DesiredState, _ applying: Applying, _ journal: Journal,
        _ store: StateStore, confirm: @Sendable (OpenStep, _ reason: String) async -> Bool
    ) async throws -> Abandoned {
        try await requireProjects(of: try store.identity())
        let open = journal.openSteps + journal.abandoned
        guard let step = open.first(where: { $0.intent.step == word }) else {
            return .noSuchStep(open: open)
        }
        _ = try await journal.beginRun(
            RunInfo(applying.holder, started: environment.time.now(), steps: 1))
        let result = try await giveUp(step, forGood: forGood, desired, applying, journal, store, confirm)
        try await journal.endRun(journal.openSteps.isEmpty ? .completed : .interrupted)
        return result
    }

    private func giveUp(
        _ step: OpenStep, forGood: Bool, _ desired: DesiredState, _ applying: Applying, _ journal: Journal,
        _ store: StateStore, _ confirm: @Sendable (OpenStep, _ reason: String) async -> Bool
    ) async throws -> Abandoned {
        let name = step.intent.step
        let wasAbandoned = journal.abandoned.contains { $0.intent.step == name }
        let resumer = Resumer(
            environment.running(until: applying.stop, report: applying.report), journal: tapJournal(journal),
            desired: desired, abandoned: [name])
        let endings = try await resumer.resume([step], records: try store.prior().records)
        guard let ending = endings.first?.ending, case .open(let reason) = ending else {
            if wasAbandoned { try await journal.append(.settled(key: Obligation.key(ofAbandoned: name))) }
            return endings.first.map { .ended($0.ending) } ?? .noSuchStep(open: [])
        }
        guard await confirm(step, reason) else { return .declined }
        if step.intent.creates, !forGood {
            if !wasAbandoned { try await journal.append(.owed(.abandoned(step))) }
            return .givenUp
        }
        var events: [JournalEvent] = [.abandoned(step: name)]
        if wasAbandoned { events.append(.settled(key: Obligation.key(ofAbandoned: name))) }
        try await journal.append(events)
        return step.intent.creates ? .forgotten : .givenUp
    }
}

extension StepIntent {
    /// Whether an object may come of it that no record names yet.
    package var creates: Bool { operation != nil && remoteID == nil }
}
