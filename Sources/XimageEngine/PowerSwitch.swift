import XimageCore

/// Stops and starts servers. Any call of that may be sent twice: what the server then is decides, not the answer.
struct PowerSwitch: Sendable {
    let environment: Environment

    /// Sends the change until the service takes it or the server is as wanted, after refusals and lost answers too.
    func turn(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        var left = environment.options.settleAttempts
        while true {
            do throws(ProviderError) {
                return try await environment.provider.update(request)
            } catch {
                guard Self.mayPass(error), left > 0, !environment.stop.isRaised else { throw error }
                left -= 1
                do {
                    try await environment.time.sleep(max(environment.options.pollInterval, .milliseconds(20)))
                } catch _ {
                    throw error
                }
                if try await isTurned(request) { return .done(request.id) }
            }
        }
    }

    /// Whether the server is as wanted already; a server that is gone needs nothing either.
    func isTurned(_ request: UpdateRequest) async throws(ProviderError) -> Bool {
        guard let server = try await environment.provider.read(request.id, .server, in: request.region)
        else { return true }
        return server.attributes[.power] == request.changes[.power]
    }

    /// What a person has to see to does not pass by itself.
    private static func mayPass(_ error: ProviderError) -> Bool {
        switch error.category {
        case .state, .conflict, .unavailable, .malformed: true
        case .invalid, .throttled, .quota, .permission, .credentials, .notFound, .account, .tooLarge: false
        }
    }
}
