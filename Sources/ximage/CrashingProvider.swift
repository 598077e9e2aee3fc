#if DEBUG
    import XimageCore
    import XimageState

    /// Counts the boundaries around each call that changes something: before it, twice in its middle, after its answer.
    struct CrashingProvider: Provider {
        let inner: any Provider

        private func around<T>(
            _ call: () async throws(ProviderError) -> T
        ) async throws(ProviderError) -> T {
            CrashHook.cross()
            CrashHook.crossDuring()
            CrashHook.crossDuring()
            let result = try await call()
            CrashHook.cross()
            return result
        }

        func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource] {
            try await inner.list(kind, in: region)
        }

        func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory {
            try await inner.imageInventory(in: region)
        }

        func current(
            _ ids: Set<RemoteID>, _ kind: ResourceKind, in region: Region
        ) async throws(ProviderError) -> [LiveResource] {
            try await inner.current(ids, kind, in: region)
        }

        func read(
            _ id: RemoteID, _ kind: ResourceKind, in region: Region
        ) async throws(ProviderError) -> LiveResource? {
            try await inner.read(id, kind, in: region)
        }

        func readBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveBackup? {
            try await inner.readBackup(id, in: region)
        }

        func catalogue(
            of region: Region, needs: CatalogueNeeds
        ) async throws(ProviderError) -> Catalogue {
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

        func project(of region: Region) async throws(ProviderError) -> String {
            try await inner.project(of: region)
        }

        func account(in region: Region) async -> String? {
            await inner.account(in: region)
        }

        func renameBackup(
            _ id: RemoteID, to name: String, in region: Region
        ) async throws(ProviderError) {
            try await around { () async throws(ProviderError) in
                try await inner.renameBackup(id, to: name, in: region)
            }
        }

        func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
            try await around { () async throws(ProviderError) in try await inner.deleteBackup(id, in: region)
            }
        }

        func progress(
            of operations: [PendingOperation]
        ) async throws(ProviderError) -> [PendingOperation: Progress] {
            CrashHook.cross()
            return try await inner.progress(of: operations)
        }
    }
#endif
