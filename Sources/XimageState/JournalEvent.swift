package import XimageCore

/// The engine's view of the journal. Events are durable when `append` returns; concurrent callers share
/// commits.
package protocol ApplyJournal: Sendable {
    func append(_ events: [JournalEvent]) async throws(StateError)
}

/// One transition of one step. Every one is durable before the next effect.
package enum JournalEvent: Hashable, Sendable {
    /// About to call the service. Of a step that is open already: it is tried once more.
    case intent(StepIntent)
    /// The service took the request; the work may go on in the cloud. `changes` records what is known of the
    /// object.
    case accepted(step: String, PendingOperation?, remoteID: RemoteID?, changes: RecordChanges = .none)
    /// It is not known whether the request was carried out. The step stays open.
    case unknown(step: String, ProviderError)
    /// The service refused or the work failed. The step has ended; `changes` records what it left behind.
    case failed(step: String, ProviderError, changes: RecordChanges = .none)
    /// The step has ended well; the record changes are part of the same transaction.
    case succeeded(step: String, upserts: [ResourceRecord], removals: [RecordKey])
    /// The step has ended without a trace in the cloud, or may simply be planned again.
    case abandoned(step: String)
    /// The run owes something beyond its steps; it stands until it is settled, by whichever run.
    case owed(Obligation)
    case settled(key: String)
}

extension JournalEvent {
    /// Whether a step ends with it of which no object is recorded.
    var endsWithoutObject: Bool {
        switch self {
        case .failed(_, _, let changes): changes.upserts.isEmpty
        case .abandoned: true
        case .intent, .accepted, .unknown, .succeeded, .owed, .settled: false
        }
    }
}

/// What is about to be done: enough to find out later what became of it.
package struct StepIntent: Hashable, Sendable {
    /// Unique among the open steps of a state.
    package var step: String
    package var address: Address
    /// `create`, `label`, `update`, `delete`, `detach`, `forget`.
    package var action: String
    package var region: Region
    /// Of creates and labels.
    package var operation: OperationID?
    /// The object that is worked on; `nil` for creates.
    package var remoteID: RemoteID?
    /// The record as it will be when a create or label ends well; its id is empty until then. Must hold no
    /// secrets.
    package var record: ResourceRecord?
    /// The data disks that are created with a server, in attach order, as ``record`` is. They are recorded with the server,
    /// as incomplete until each has its mark.
    package var disks: [ResourceRecord] = []
    /// Objects that the new ones take the place of, as was agreed; `nil` where an earlier version did not write them down.
    package var replaces: [RemoteID]?
    /// Of the request, so that a repeated one can be told to be identical; empty where that does not matter.
    package var digest: String

    package init(
        step: String, address: Address, action: String, region: Region, operation: OperationID? = nil,
        remoteID: RemoteID? = nil, record: ResourceRecord? = nil, digest: String = ""
    ) {
        self.step = step
        self.address = address
        self.action = action
        self.region = region
        self.operation = operation
        self.remoteID = remoteID
        self.record = record
        self.digest = digest
    }
}

/// An intent without an end.
package struct OpenStep: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable {
        /// The intent is recorded and nothing after it: the call may or may not have been sent.
        case intended
        /// The service took the request.
        case accepted
        /// The call was sent and its outcome is not known.
        case unknown
    }

    package var intent: StepIntent
    /// What the service answered, if its answer was seen.
    package var pending: PendingOperation?
    package var remoteID: RemoteID?
    package var phase: Phase
    /// The run that began it last; 0 in values that never were in a journal.
    package var run: RunID
    /// How often it was begun.
    package var attempts: Int
    /// Of the newest `unknown`.
    package var lastError: ProviderError?
    package var begun: Timestamp?
    package var lastEvent: Timestamp?

    package init(
        intent: StepIntent, pending: PendingOperation? = nil, remoteID: RemoteID? = nil,
        phase: Phase = .intended,
        run: RunID = 0, attempts: Int = 1, lastError: ProviderError? = nil, begun: Timestamp? = nil,
        lastEvent: Timestamp? = nil
    ) {
        self.intent = intent
        self.pending = pending
        self.remoteID = remoteID
        self.phase = phase
        self.run = run
        self.attempts = attempts
        self.lastError = lastError
        self.begun = begun
        self.lastEvent = lastEvent
    }
}

/// A step that failed, kept until the next run begins.
package struct FailedStep: Hashable, Sendable {
    package var step: String
    package var run: RunID
    package var address: Address
    package var action: String
    package var error: ProviderError
    package var at: Timestamp
}

/// Something a run owes the world beyond its steps, such as a server stopped for imaging that has to run
/// again.
package struct Obligation: Hashable, Sendable {
    /// Unique while the obligation stands.
    package var key: String
    /// A word for the program: `start-server`.
    package var kind: String
    package var address: Address
    package var region: Region
    package var remoteID: RemoteID
    /// For people.
    package var text: String

    package init(
        key: String, kind: String, address: Address, region: Region, remoteID: RemoteID, text: String = ""
    ) {
        self.key = key
        self.kind = kind
        self.address = address
        self.region = region
        self.remoteID = remoteID
        self.text = text
    }
}

extension Obligation {
    /// Kind of the note that a person gave an open step up. The step stays in the journal, so that what it created is
    /// recorded when it is found; no run waits for it.
    static let abandonedStep = "abandoned-step"

    /// The note on one open step.
    package static func abandoned(_ step: OpenStep) -> Obligation {
        Obligation(
            key: key(ofAbandoned: step.intent.step), kind: abandonedStep, address: step.intent.address,
            region: step.intent.region, remoteID: step.remoteID ?? "")
    }

    /// By which the note on a step is settled.
    package static func key(ofAbandoned step: String) -> String { "abandoned \(step)" }
}

/// One run that changes state: an apply, a destroy, or a command that cares for state.
package typealias RunID = Int
