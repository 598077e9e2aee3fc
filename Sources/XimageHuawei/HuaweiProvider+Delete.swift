import XimageCore

/// Removal. What is gone already counts as removed.
extension HuaweiProvider {
    /// The deletion goes on behind the answer. Source: IMS API reference, delete an image.
    func deleteImage(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        try await gateway.send(
            .change(
                "DELETE", .ims, request.region, "/v2/images/{image}", [request.id],
                body: .object(["delete_backup": .bool(request.withBackup)]), resend: .always))
        return .pending(deletion(request, .ims))
    }

    /// All backups in it go with it. Source: CBR API reference, delete a vault.
    func deleteVault(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        try await gateway.send(
            .change(
                "DELETE", .cbr, request.region, "/v3/{project}/vaults/{vault}", [request.id], resend: .always)
        )
        return .pending(deletion(request, .cbr))
    }

    /// Never its data disks. Source: ECS API reference, delete servers.
    func deleteServer(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        let call = Call.change(
            "POST", .ecs, request.region, "/v1/{project}/cloudservers/delete",
            body: .object([
                "servers": .array([.object(["id": .string(request.id)])]), "delete_publicip": false,
                "delete_volume": false,
            ]), resend: .always)
        let started = try await gateway.send(call) { body throws(JSONFailure) in try StartedWork.read(body) }
        return .pending(deletion(request, .ecs, job: started.job))
    }

    func deleteDisk(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        if let server = request.detachFrom {
            let detaching = try await detach(request.id, from: server, in: request.region)
            guard !request.keepObject else { return detaching.map { .pending($0) } ?? .done(request.id) }
            if let detaching { try await settle(detaching) }
            try await waitUntilDetached(request)
        }
        guard !request.keepObject else { return .done(request.id) }
        let call = Call.change(
            "DELETE", .evs, request.region, "/v2/{project}/cloudvolumes/{disk}", [request.id], resend: .always
        )
        do throws(ProviderError) {
            let started = try await gateway.send(call) { body throws(JSONFailure) in
                try StartedWork.read(body)
            }
            return .pending(deletion(request, .evs, job: started.job))
        } catch {
            // A repeated delete finds the first one at work.
            guard error.category == .state, let disk = try await liveDisk(request.id, in: request.region),
                disk.status == "deleting"
            else { throw error }
            return .pending(deletion(request, .evs))
        }
    }

    /// The disk lags behind the job that detached it, and cannot be deleted meanwhile. Source: EVS API reference.
    private func waitUntilDetached(_ request: DeleteRequest) async throws(ProviderError) {
        let started = time.uptime()
        while let disk = try await liveDisk(request.id, in: request.region), disk.status != "available",
            disk.phase != .failed, disk.status != "deleting"
        {
            guard time.uptime() - started < options.settleTimeout else {
                throw timeout(
                    "evs", "GET /v2/{project}/cloudvolumes/{disk}", "the disk is still \(disk.status)")
            }
            try await pause(min(pollInterval, .seconds(5)))
        }
    }

    private func deletion(_ request: DeleteRequest, _ service: Service, job: String? = nil)
        -> PendingOperation
    {
        PendingOperation(
            kind: request.address.kind, region: request.region, purpose: .delete, service: service.rawValue,
            job: job,
            id: request.id)
    }

    // MARK: - Waiting

    /// Returns when the work has ended well.
    func settle(_ operation: PendingOperation) async throws(ProviderError) {
        let started = time.uptime()
        while true {
            switch try await progress(of: [operation])[operation] {
            case .succeeded: return
            case .failed(let error): throw error
            case .running, nil: break
            }
            guard time.uptime() - started < options.settleTimeout else {
                throw timeout(
                    operation.service, "GET /v1/{project}/jobs/{job}", "the job has not ended", operation.job)
            }
            try await pause(pollInterval)
        }
    }

    private func pause(_ duration: Duration) async throws(ProviderError) {
        guard (try? await time.sleep(duration)) != nil else {
            throw ProviderError(
                retry: .outcomeUnknown, category: .unavailable, service: "ecs", operation: "waiting",
                message: "cancelled")
        }
    }

    private func timeout(
        _ service: String, _ operation: String, _ message: String, _ job: String? = nil
    ) -> ProviderError {
        ProviderError(
            retry: .outcomeUnknown, category: .unavailable, service: service, operation: operation,
            message: "\(message) after \(options.settleTimeout.milliseconds / 60_000) min", job: job)
    }
}
