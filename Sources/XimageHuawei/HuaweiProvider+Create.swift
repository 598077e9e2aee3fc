import Synchronization
import XimageCore

/// Requests that make objects.
extension HuaweiProvider {
    /// A vault can be used at once: its create has no job. Source: CBR API reference.
    func createVault(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let bodies = RequestBodies(request, enterpriseProject: enterpriseProject)
        let call = Call.change(
            "POST", .cbr, request.region, "/v3/{project}/vaults", body: bodies.vault(), resend: .never)
        let id = try await gateway.send(call) { body throws(JSONFailure) in
            guard let vault = try VaultAnswers.single(body, region: request.region) else {
                throw .missing("id")
            }
            return vault.id
        }
        return .done(id)
    }

    /// The token makes a repeated request harmless for eight hours, as long as the body stays the same to the byte.
    /// Source: ECS API reference, `X-Client-Token`.
    func createServer(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        var bodies = RequestBodies(request, enterpriseProject: enterpriseProject)
        var call = Call.change(
            "POST", .ecs, request.region, "/v1.1/{project}/cloudservers", body: bodies.server(),
            resend: .always)
        call.headers.append(("X-Client-Token", request.operation.operation.uuid))
        call.secrets = bodies.secrets
        return try await start(call, .server, request)
    }

    /// The token is accepted by EVS, but what it does is not documented: the request is never repeated for it.
    func createDisk(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let bodies = RequestBodies(request, enterpriseProject: enterpriseProject)
        var call = Call.change(
            "POST", .evs, request.region, "/v2.1/{project}/cloudvolumes", body: bodies.disk(), resend: .never)
        call.headers.append(("X-Client-Token", request.operation.operation.uuid))
        return try await start(call, .disk, request)
    }

    func createImage(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let (template, body) = RequestBodies(request, enterpriseProject: enterpriseProject).image()
        let call = Call.change("POST", .ims, request.region, template, body: body, resend: .never)
        return try await start(call, .image, request)
    }

    /// Sent to, and followed in, the region that holds the source; the copy's id is one of the target region.
    func createCopy(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let region = request.attributes[.region].string ?? request.region
        let image = request.attributes[.source].string ?? ""
        let call = Call.change(
            "POST", .ims, region, "/v1/cloudimages/{image}/cross_region_copy", [image],
            body: RequestBodies(request, enterpriseProject: nil).copy(), resend: .never)
        return try await start(call, .copy, request, region: region)
    }

    private func start(
        _ call: Call, _ kind: ResourceKind, _ request: ResourceRequest, region: Region? = nil
    ) async throws(ProviderError) -> Accepted {
        if kind == .image {
            let (mark, now) = (request.operation.description, time.now())
            begun.withLock { $0[mark] = now }
        }
        let started = try await gateway.send(call) { body throws(JSONFailure) in try StartedWork.read(body) }
        return .pending(
            PendingOperation(
                kind: kind, region: region ?? request.region, purpose: .create,
                service: call.service.rawValue,
                job: started.job, id: started.id, mark: request.operation.description))
    }
}
