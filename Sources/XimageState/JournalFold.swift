import XimageCore

/// What the entries of a journal add up to.
struct JournalFold: Sendable {
    private(set) var open: [String: OpenStep] = [:]
    private(set) var failed: [FailedStep] = []
    private(set) var obligations: [String: Obligation] = [:]

    /// Those that runs wait for, in the order in which they were begun.
    var openSteps: [OpenStep] { allOpen.filter { !isAbandoned($0) } }

    /// Those that a person gave up, in the same order.
    var abandoned: [OpenStep] { allOpen.filter(isAbandoned) }

    /// What a run owes, by key.
    var owed: [Obligation] { standing.filter { $0.kind != Obligation.abandonedStep } }

    private var allOpen: [OpenStep] {
        open.values.sorted { a, b in
            let (x, y) = (a.begun?.milliseconds ?? 0, b.begun?.milliseconds ?? 0)
            return (x, a.intent.step) < (y, b.intent.step)
        }
    }

    private var standing: [Obligation] { obligations.values.sorted { $0.key < $1.key } }

    private func isAbandoned(_ step: OpenStep) -> Bool {
        obligations[Obligation.key(ofAbandoned: step.intent.step)] != nil
    }

    mutating func apply(_ entry: JournalEntry, of run: RunID, at moment: Timestamp) {
        switch entry {
        case .event(let event): apply(event, run, moment)
        case .stillOpen(let step): open[step.intent.step] = step
        case .stillFailed(let step): failed.append(step)
        }
    }

    private mutating func apply(_ event: JournalEvent, _ run: RunID, _ moment: Timestamp) {
        switch event {
        case .intent(let intent):
            let before = open[intent.step]
            open[intent.step] = OpenStep(
                intent: intent, remoteID: intent.remoteID, run: run, attempts: (before?.attempts ?? 0) + 1,
                lastError: before?.lastError, begun: before?.begun ?? moment, lastEvent: moment)
        case .accepted(let step, let pending, let remoteID, _):
            open[step]?.phase = .accepted
            open[step]?.pending = pending
            if let id = remoteID ?? pending?.id { open[step]?.remoteID = id }
            open[step]?.lastEvent = moment
        case .unknown(let step, let error):
            open[step]?.phase = .unknown
            open[step]?.lastError = error
            open[step]?.lastEvent = moment
        case .failed(let step, let error, _):
            guard let ended = open.removeValue(forKey: step) else { return }
            failed.append(
                FailedStep(
                    step: step, run: run, address: ended.intent.address, action: ended.intent.action,
                    error: error,
                    at: moment))
        case .succeeded(let step, _, _), .abandoned(let step): open[step] = nil
        case .owed(let obligation): obligations[obligation.key] = obligation
        case .settled(let key): obligations[key] = nil
        }
    }

    mutating func forgetFailures() { failed = [] }

    /// What compaction has to write anew. Of failures the newest, a page full.
    var remainder: [JournalEntry] {
        allOpen.map(JournalEntry.stillOpen) + failed.suffix(200).map(JournalEntry.stillFailed)
            + standing.map { .event(.owed($0)) }
    }
}
