import XimageCore
import XimageState

/// Does what an interrupted run still owed: servers that it had stopped for their images run again.
struct PromiseKeeper: Sendable {
    let environment: Environment
    let journal: any ApplyJournal

    /// What cannot be done now stays owed, and is said.
    func keep(_ obligations: [Obligation]) async throws(StateError) {
        for obligation in obligations where obligation.kind == Obligation.startServer {
            if let problem = await start(obligation) {
                environment.report(.notice("\(obligation.text), and cannot be started now: \(problem)"))
            } else {
                try await journal.append([.settled(key: obligation.key)])
                environment.report(.notice("\(obligation.text), and runs again"))
            }
        }
    }

    /// `nil` when it runs, or is gone.
    private func start(_ obligation: Obligation) async -> String? {
        let request = UpdateRequest(
            address: Address(.server, "source"), region: obligation.region, id: obligation.remoteID,
            changes: [.power: "running"], current: [.power: "stopped"])
        var left = environment.options.settleAttempts
        while true {
            do throws(ProviderError) {
                guard
                    let server = try await environment.provider.read(
                        obligation.remoteID, .server, in: obligation.region)
                else { return nil }
                if server.attributes[.power].string == "running" { return nil }
                if case .pending(let operation) = try await environment.provider.update(request) {
                    return await end(of: operation)
                }
                return nil
            } catch {
                guard error.category == .state || error.category == .conflict, left > 0 else {
                    return "\(error)"
                }
                left -= 1
                do {
                    try await environment.time.sleep(max(environment.options.pollInterval, .milliseconds(20)))
                } catch _ {
                    return "\(error)"
                }
            }
        }
    }

    private func end(of operation: PendingOperation) async -> String? {
        while true {
            do throws(ProviderError) {
                switch try await environment.provider.progress(of: [operation])[operation] {
                case .succeeded: return nil
                case .failed(let error): return "\(error)"
                case .running, nil: break
                }
            } catch { return "\(error)" }
            do {
                try await environment.time.sleep(max(environment.options.pollInterval, .milliseconds(20)))
            } catch {
                return "the wait was cancelled"
            }
        }
    }
}
