import XimageCore

/// The durable record of an apply: what is about to be asked of the cloud, and what came of it.
///
/// One journal a lease. Callers may append at the same time: they share transactions. After an error nothing
/// of the call was written, and the same call may be made again, so that no failure here loses what the
/// caller knows.
package final class Journal: ApplyJournal {
    private let writer: JournalWriter
    private let group: GroupCommit<JournalSubmission>

    /// Reads what earlier runs left open.
    package init(_ lease: Lease) throws(StateError) {
        let writer = JournalWriter(lease, fold: try lease.store.journalFold())
        self.writer = writer
        group = GroupCommit { submissions in await writer.commit(submissions) }
    }

    // MARK: Runs

    /// Has to come before the first event. A run before that never ended is marked broken, its failures are
    /// dropped, its open steps stay.
    package func beginRun(_ info: RunInfo) async throws(StateError) -> RunID {
        try await writer.beginRun(info)
    }

    /// Drops what has ended from the journal and keeps what has not. No event may follow, nor be under way.
    ///
    /// - Parameter learned: how long its steps took.
    package func endRun(
        _ outcome: RunOutcome, learned: [DurationSample] = []
    ) async throws(StateError) { try await writer.endRun(outcome, learned) }

    // MARK: Events

    /// Returns when all events are durable, in this order, or throws and has written none. Runs to its end
    /// even when the task is cancelled.
    ///
    /// Refused are an event of a step that has no open intent, the intent of an open create under another
    /// operation (what the first one made would be forgotten), and a change that would give an address a
    /// second current object. Others that share the transaction are not touched by that.
    package func append(_ events: [JournalEvent]) async throws(StateError) {
        guard !events.isEmpty else { return }
        try await group.submit(try writer.prepare(events)).get()
    }

    package func append(_ event: JournalEvent) async throws(StateError) { try await append([event]) }

    // MARK: What is known

    /// Steps without an end, of this run and of earlier ones, in the order in which they were begun; without those that
    /// were given up.
    package var openSteps: [OpenStep] { writer.fold.openSteps }

    /// Steps without an end that a person gave up, in the same order.
    package var abandoned: [OpenStep] { writer.fold.abandoned }

    /// Steps of this run that failed, in that order.
    package var failures: [FailedStep] { writer.fold.failed }

    /// By key.
    package var obligations: [Obligation] { writer.fold.owed }

    /// For benchmarks: events appended and transactions they took.
    package var counters: (events: Int, commits: Int) { writer.counters }
}
