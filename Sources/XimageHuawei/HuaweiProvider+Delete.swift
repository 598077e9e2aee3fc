package import XimageCore

/// Removal. What is gone already counts as removed.
extension HuaweiProvider {
    func deleteImage(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        try await ims.delete(request.id, withBackup: request.withBackup, in: request.region)
        return .pending(deletion(request, .ims))
    }

    func deleteVault(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        try await cbr.deleteVault(request.id, in: request.region)
        return .pending(deletion(request, .cbr))
    }

    func deleteServer(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        let work = try await ecs.delete(request.id, in: request.region)
        return .pending(deletion(request, .ecs, job: work.job))
    }

    func deleteDisk(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        if let server = request.detachFrom {
            let detaching = try await perform(
                .detach(from: server), on: Subject(kind: .disk, id: request.id, region: request.region))
            guard !request.keepObject else { return detaching.map { .pending($0) } ?? .done(request.id) }
            if let detaching { try await settle(detaching) }
            try await waitUntilDetached(request)
        }
        guard !request.keepObject else { return .done(request.id) }
        do throws(ProviderError) {
            let work = try await evs.delete(request.id, in: request.region)
            return .pending(deletion(request, .evs, job: work.job))
        } catch {
            // A repeated delete finds the first one at work.
            guard error.category == .state, let disk = try await read(request.id, .disk, in: request.region),
                disk.status == "deleting"
            else { throw error }
            return .pending(deletion(request, .evs))
        }
    }

    private func deletion(_ request: DeleteRequest, _ service: Service, job: String? = nil)
        -> PendingOperation
    {
        PendingOperation(
            kind: request.address.kind, region: request.region, purpose: .delete, service: service.rawValue,
            job: job, id: request.id)
    }

    /// A backup that is gone counts as removed.
    package func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        do throws(ProviderError) {
            try await cbr.deleteBackup(id, in: region)
        } catch {
            guard error.category != .notFound else { return }
            throw error
        }
    }
}
