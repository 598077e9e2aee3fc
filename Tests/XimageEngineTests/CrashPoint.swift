import Synchronization
import XimageCore
import XimageState

/// Counts the boundaries at which a process could die with another outcome than a moment later, and dies at one of
/// them: from then on nothing is written and nothing is sent.
final class CrashPoint: Sendable {
    private let state: Mutex<(crossed: Int, isDead: Bool)>
    private let limit: Int

    init(after limit: Int) {
        self.limit = limit
        state = Mutex((0, false))
    }

    var crossed: Int { state.withLock { $0.crossed } }
    var isDead: Bool { state.withLock { $0.isDead } }

    /// - Returns: false when the process is dead.
    func cross() -> Bool {
        state.withLock { state in
            if state.isDead { return false }
            if state.crossed == limit {
                state.isDead = true
                return false
            }
            state.crossed += 1
            return true
        }
    }
}

struct CrashingJournal: ApplyJournal {
    let inner: any ApplyJournal
    let point: CrashPoint

    func append(_ events: [JournalEvent]) async throws(StateError) {
        guard point.cross() else { throw StateError.refused(detail: "the process is dead") }
        try await inner.append(events)
        guard point.cross() else { throw StateError.refused(detail: "the process is dead") }
    }
}

/// Dies before a call is sent, or after the service did it and before anyone learnt of it.
struct CrashingProvider: Provider {
    let inner: any Provider
    let point: CrashPoint

    private static let dead = ProviderError(
        retry: .outcomeUnknown, category: .unavailable, service: "test", operation: "none", message: "dead")

    private func around<T>(_ call: () async throws(ProviderError) -> T) async throws(ProviderError) -> T {
        guard point.cross() else { throw Self.dead }
        let result = try await call()
        guard point.cross() else { throw Self.dead }
        return result
    }

    func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await inner.list(kind, in: region)
    }

    func read(_ id: RemoteID, _ kind: ResourceKind, in region: Region) async throws(ProviderError)
        -> LiveResource?
    {
        try await inner.read(id, kind, in: region)
    }

    func catalogue(of region: Region, needs: CatalogueNeeds) async throws(ProviderError) -> Catalogue {
        try await inner.catalogue(of: region, needs: needs)
    }

    func create(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        try await around { () async throws(ProviderError) in try await inner.create(request) }
    }

    func update(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        try await around { () async throws(ProviderError) in try await inner.update(request) }
    }

    func delete(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        try await around { () async throws(ProviderError) in try await inner.delete(request) }
    }

    func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory {
        try await inner.imageInventory(in: region)
    }

    func project(of region: Region) async throws(ProviderError) -> String {
        try await inner.project(of: region)
    }

    func account(in region: Region) async -> String? {
        await inner.account(in: region)
    }

    func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError) {
        try await inner.renameBackup(id, to: name, in: region)
    }

    func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        try await around { () async throws(ProviderError) in
            try await inner.deleteBackup(id, in: region)
        }
    }

    func progress(of operations: [PendingOperation]) async throws(ProviderError) -> [PendingOperation:
        Progress]
    {
        try await inner.progress(of: operations)
    }
}
