import Synchronization
import XimageCore

/// Creation: which service is asked, and what has to be waited for.
extension HuaweiProvider {
    func createVault(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        .done(try await cbr.createVault(request, enterpriseProject: enterpriseProject))
    }

    func createServer(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let work = try await ecs.create(request, enterpriseProject: enterpriseProject)
        return creation(request, .ecs, work)
    }

    func createDisk(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let work = try await evs.create(request, enterpriseProject: enterpriseProject)
        return creation(request, .evs, work)
    }

    func createImage(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let (mark, now) = (request.operation.description, time.now())
        begun.withLock { $0[mark] = now }
        let work = try await ims.create(request, enterpriseProject: enterpriseProject)
        return creation(request, .ims, work)
    }

    /// Sent to, and followed in, the region that holds the source; the copy's id is one of the target region.
    func createCopy(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let region = request.attributes[.region].string ?? request.region
        let work = try await ims.copy(request, from: region)
        return creation(request, .ims, work, in: region)
    }

    private func creation(
        _ request: ResourceRequest, _ service: Service, _ work: StartedWork, in region: Region? = nil
    ) -> Accepted {
        .pending(
            PendingOperation(
                kind: request.address.kind, region: region ?? request.region, purpose: .create,
                service: service.rawValue, job: work.job, id: work.id, mark: request.operation.description))
    }
}
