package import XimageCore
import XimageState

/// A server that is stopped for its image, and that ximage still has to start.
package struct BrokenPromise: Sendable {
    /// Of the server; of its image where no manifest declares the server.
    package let address: Address
    /// What was stopped, and for what.
    package let text: String
    /// Why it could not be started; `nil` where nobody tried.
    package let reason: String?

    init(_ obligation: Obligation, because reason: String?) {
        (address, text, self.reason) = (obligation.address, obligation.text, reason)
    }

    package var finding: Diagnostic {
        Diagnostic(
            code: "start-owed", severity: .warning, summary: "A server is still stopped",
            detail: text
                + (reason.map { ", and could not be started: \($0)" } ?? ", and was not started again."),
            fix: "Apply starts it. To do that now:\n  ximage resume", address: address)
    }
}

/// Does what an interrupted run still owed: servers that it had stopped for their images run again.
struct PromiseKeeper: Sendable {
    let environment: Environment
    let journal: any ApplyJournal

    /// - Returns: what cannot be done now and stays owed, with the reason.
    func keep(_ obligations: [Obligation]) async throws(StateError) -> [BrokenPromise] {
        var broken: [BrokenPromise] = []
        for obligation in obligations where obligation.kind == Obligation.startServer {
            if let problem = await start(obligation) {
                broken.append(BrokenPromise(obligation, because: problem))
                environment.report(.notice("\(obligation.text), and cannot be started now: \(problem)"))
            } else {
                try await journal.append([.settled(key: obligation.key)])
                environment.report(.notice("\(obligation.text), and runs again"))
            }
        }
        return broken
    }

    /// `nil` when it runs, or is gone.
    private func start(_ obligation: Obligation) async -> String? {
        let request = UpdateRequest(
            address: Address(.server, "source"), region: obligation.region, id: obligation.remoteID,
            changes: [.power: "running"], current: [.power: "stopped"])
        let power = PowerSwitch(environment: environment)
        do throws(ProviderError) {
            if try await power.isTurned(request) { return nil }
            guard case .pending(let operation) = try await power.turn(request) else { return nil }
            return await end(of: operation)
        } catch {
            return "\(error)"
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
