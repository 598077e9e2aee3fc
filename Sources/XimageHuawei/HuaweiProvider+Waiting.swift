import XimageCore

/// Waiting inside a call, for work that has to end before the next request can start.
extension HuaweiProvider {
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
                    operation.service, "GET \(Call.job)", "the job has not ended", operation.job)
            }
            try await pause(pollInterval)
        }
    }

    /// The disk lags behind the job that detached it, and cannot be deleted meanwhile. Source: EVS API reference.
    func waitUntilDetached(_ request: DeleteRequest) async throws(ProviderError) {
        let started = time.uptime()
        while let disk = try await read(request.id, .disk, in: request.region), disk.status != "available",
            disk.phase != .failed, disk.status != "deleting"
        {
            guard time.uptime() - started < options.settleTimeout else {
                throw timeout(
                    Service.evs.rawValue, "GET \(DiskCalls.one)", "the disk is still \(disk.status)")
            }
            try await pause(min(pollInterval, .seconds(5)))
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
