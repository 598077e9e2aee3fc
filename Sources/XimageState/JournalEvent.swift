package import XimageCore

/// The engine's view of the journal. Events are durable when `append` returns; concurrent callers share commits.
package protocol ApplyJournal: Sendable {
    func append(_ events: [JournalEvent]) async throws(StateError)
}

/// One transition of one step.
package enum JournalEvent: Sendable {
    /// About to call the service.
    case intent(StepIntent)
    /// The service took the request; the work may go on in the cloud.
    case accepted(step: String, PendingOperation?, remoteID: RemoteID?)
    /// It is not known whether the request was carried out. The step stays open.
    case unknown(step: String, ProviderError)
    /// The service refused or the work failed. The step has ended.
    case failed(step: String, ProviderError)
    /// The step has ended well; the record changes are part of the same transaction.
    case succeeded(step: String, upserts: [ResourceRecord], removals: [RecordKey])
    /// The step has ended without a trace in the cloud, or may simply be planned again.
    case abandoned(step: String)
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
    /// The record as it will be when a create or label ends well; its id is empty until then.
    package var record: ResourceRecord?

    package init(
        step: String, address: Address, action: String, region: Region, operation: OperationID? = nil,
        remoteID: RemoteID? = nil, record: ResourceRecord? = nil
    ) {
        self.step = step
        self.address = address
        self.action = action
        self.region = region
        self.operation = operation
        self.remoteID = remoteID
        self.record = record
    }
}

/// An intent without an end.
package struct OpenStep: Hashable, Sendable {
    package var intent: StepIntent
    /// What the service answered, if its answer was seen.
    package var pending: PendingOperation?
    package var remoteID: RemoteID?

    package init(intent: StepIntent, pending: PendingOperation? = nil, remoteID: RemoteID? = nil) {
        self.intent = intent
        self.pending = pending
        self.remoteID = remoteID
    }
}

/// Names one record: an address may have a current and several deposed ones.
package struct RecordKey: Hashable, Sendable {
    package var address: Address
    package var id: RemoteID

    package init(address: Address, id: RemoteID) {
        self.address = address
        self.id = id
    }
}
