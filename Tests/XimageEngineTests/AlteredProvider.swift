import XimageCore

/// A cloud whose answers are not the whole truth.
struct AlteredProvider: Provider {
    let inner: any Provider
    /// Each object as answers have it; `nil` leaves it out of lists, not of reads by id.
    var listed: @Sendable (LiveResource) -> LiveResource? = { $0 }
    /// Each object as reads by id have it.
    var reads: @Sendable (LiveResource) -> LiveResource? = { $0 }
    /// Why a list is refused.
    var refusedList: @Sendable (ResourceKind) -> ProviderError? = { _ in nil }
    /// In lists beside what exists.
    var added: [LiveResource] = []
    /// The region project; `nil` for that of the inner provider.
    var project: (@Sendable () throws(ProviderError) -> String)?
    /// Applied to lists and to reads.
    let altered: @Sendable (LiveResource) -> LiveResource
    /// Each backup as lists have it; reads by id have it whole.
    var listedBackup: @Sendable (LiveBackup) -> LiveBackup? = { $0 }
    /// Why an update is refused; it is sent where there is no reason.
    let refused: @Sendable (UpdateRequest) -> ProviderError?
    /// Each look at an operation as answers have it.
    let looked: @Sendable (PendingOperation, Progress) -> Progress

    init(
        inner: any Provider, listed: @escaping @Sendable (LiveResource) -> LiveResource? = { $0 },
        altered: @escaping @Sendable (LiveResource) -> LiveResource = { $0 },
        refused: @escaping @Sendable (UpdateRequest) -> ProviderError? = { _ in nil },
        looked: @escaping @Sendable (PendingOperation, Progress) -> Progress = { $1 }
    ) {
        self.inner = inner
        self.listed = listed
        self.altered = altered
        self.refused = refused
        self.looked = looked
    }

    private func shown(_ objects: [LiveResource]) -> [LiveResource] {
        objects.compactMap(listed).map(altered)
    }

    func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource] {
        if let refusal = refusedList(kind) { throw refusal }
        return shown(try await inner.list(kind, in: region))
            + added.filter { $0.kind == kind && $0.region == region }
    }

    func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory {
        if let refusal = refusedList(.image) { throw refusal }
        var inventory = try await inner.imageInventory(in: region)
        inventory.images = shown(inventory.images)
        inventory.copies = shown(inventory.copies)
        inventory.backups = inventory.backups?.compactMap(listedBackup)
        return inventory
    }

    func read(_ id: RemoteID, _ kind: ResourceKind, in region: Region) async throws(ProviderError)
        -> LiveResource?
    {
        try await inner.read(id, kind, in: region).flatMap(reads).map(altered)
    }

    func readBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveBackup? {
        try await inner.readBackup(id, in: region)
    }

    func catalogue(of region: Region, needs: CatalogueNeeds) async throws(ProviderError) -> Catalogue {
        try await inner.catalogue(of: region, needs: needs)
    }

    func project(of region: Region) async throws(ProviderError) -> String {
        if let project { return try project() }
        return try await inner.project(of: region)
    }

    func account(in region: Region) async -> String? {
        await inner.account(in: region)
    }

    func create(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        try await inner.create(request)
    }

    func update(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        if let error = refused(request) { throw error }
        return try await inner.update(request)
    }

    func delete(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        try await inner.delete(request)
    }

    func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError) {
        try await inner.renameBackup(id, to: name, in: region)
    }

    func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        try await inner.deleteBackup(id, in: region)
    }

    func progress(of operations: [PendingOperation]) async throws(ProviderError)
        -> [PendingOperation: Progress]
    {
        let told = try await inner.progress(of: operations)
        return Dictionary(uniqueKeysWithValues: told.map { ($0, looked($0, $1)) })
    }
}
