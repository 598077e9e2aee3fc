import Synchronization
import XimageCore

/// A provider that connects when it is first asked for something: a plan from state alone needs neither keys nor a
/// sandbox, as long as nothing has to be looked up.
final class LateProvider: Provider {
    private let connect: @Sendable () async throws -> CloudConnection
    private let state = Mutex(State())

    private struct State {
        var opening: Task<CloudConnection, any Error>?
        var failure: (any Error)?
    }

    init(_ connect: @escaping @Sendable () async throws -> CloudConnection) { self.connect = connect }

    /// Why there is no connection, if that was tried.
    var failure: (any Error)? { state.withLock { $0.failure } }

    func close() async {
        guard let opening = state.withLock({ $0.opening }) else { return }
        if case .success(let cloud) = await opening.result { await cloud.close() }
    }

    func listLag() async throws -> Duration { try await cloud().listLag() }

    private func provider() async throws(ProviderError) -> any Provider { try await cloud().provider }

    /// The real connection; the error that really happened is kept in ``failure``.
    private func cloud() async throws(ProviderError) -> CloudConnection {
        let connect = connect
        let opening = state.withLock { state in
            if let opening = state.opening { return opening }
            let opening = Task { try await connect() }
            state.opening = opening
            return opening
        }
        do {
            return try await opening.value
        } catch {
            state.withLock { $0.failure = error }
            throw ProviderError(
                retry: .never, category: .unavailable, service: "", operation: "connect", message: "\(error)")
        }
    }

    func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await provider().list(kind, in: region)
    }

    func read(
        _ id: RemoteID, _ kind: ResourceKind, in region: Region
    ) async throws(ProviderError) -> LiveResource? {
        try await provider().read(id, kind, in: region)
    }

    func readBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveBackup? {
        try await provider().readBackup(id, in: region)
    }

    func catalogue(of region: Region, needs: CatalogueNeeds) async throws(ProviderError) -> Catalogue {
        try await provider().catalogue(of: region, needs: needs)
    }

    func create(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        try await provider().create(request)
    }

    func update(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        try await provider().update(request)
    }

    func delete(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        try await provider().delete(request)
    }

    func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory {
        try await provider().imageInventory(in: region)
    }

    func project(of region: Region) async throws(ProviderError) -> String {
        try await provider().project(of: region)
    }

    func account(in region: Region) async -> String? {
        try? await provider().account(in: region)
    }

    func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError) {
        try await provider().renameBackup(id, to: name, in: region)
    }

    func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        try await provider().deleteBackup(id, in: region)
    }

    func progress(
        of operations: [PendingOperation]
    ) async throws(ProviderError) -> [PendingOperation: Progress] {
        try await provider().progress(of: operations)
    }
}

/// The bytes of disks, by the same late connection.
extension LateProvider: ServerDisks {
    func disks(of servers: [RemoteID]) async throws -> [RemoteID: [ReadableDisk]] {
        try await cloud().disks?.disks(of: servers) ?? [:]
    }

    func read(_ disk: RemoteID, at offset: Int64, count: Int) async throws -> [UInt8] {
        try await cloud().disks?.read(disk, at: offset, count: count) ?? []
    }
}
