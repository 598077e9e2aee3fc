package import XimageCore
import XimagePlanning
package import XimageState

/// A server that is stopped for its image, and that ximage still has to start, or that a person has to.
package struct BrokenPromise: Sendable {
    /// Of the server; of its image where no manifest declares the server.
    package let address: Address
    /// What was stopped, and for what. State has it in English; in Chinese it is said of address and id.
    package let words: Bilingual
    /// Why it could not be started; `nil` where nobody tried.
    package let reason: String?
    /// Whether ximage itself stopped it, and starts it.
    package let isOurs: Bool

    package init(_ obligation: Obligation, because reason: String?) {
        (address, self.reason) = (obligation.address, reason)
        isOurs = obligation.kind == Obligation.startServer
        let (id, address) = (obligation.remoteID, obligation.address)
        words = Bilingual(
            obligation.text,
            zh: isOurs ? "云服务器 \(id)（\(address)）已为制作镜像关机" : "云服务器 \(id)（\(address)）已关机，而镜像用它制作")
    }

    /// In English, as state has it.
    package var text: String { words.english }

    package var finding: Diagnostic {
        guard isOurs else { return StoppedSource.finding(words, at: address) }
        return Diagnostic(
            reason == nil ? .startOwed : .startFailed, severity: .warning,
            ["text": RuleArgument(words), "reason": .reported(reason ?? "")], address: address)
    }
}

/// Does what an interrupted run still owed: servers that it had stopped for their images run again.
struct PromiseKeeper: Sendable {
    let environment: Environment
    let journal: any ApplyJournal
    let desired: DesiredState

    /// - Returns: what cannot be done now and stays owed, with the reason.
    func keep(_ obligations: [Obligation]) async throws(StateError) -> [BrokenPromise] {
        var broken: [BrokenPromise] = []
        for obligation in obligations {
            guard obligation.kind == Obligation.startServer else {
                if await runsOrStays(obligation) {
                    try await journal.append([.settled(key: obligation.key)])
                } else {
                    broken.append(BrokenPromise(obligation, because: nil))
                }
                continue
            }
            if let problem = await start(obligation) {
                broken.append(BrokenPromise(obligation, because: problem))
                let words = BrokenPromise(obligation, because: problem).words
                environment.report(
                    .notice(
                        Bilingual(
                            "\(words.english), and cannot be started now: \(problem)",
                            zh: "\(words.chinese)，现在无法开机：“\(problem)”")))
            } else {
                try await journal.append([.settled(key: obligation.key)])
                let words = BrokenPromise(obligation, because: nil).words
                environment.report(
                    .notice(Bilingual("\(words.english), and runs again", zh: "\(words.chinese)，已重新开机")))
            }
        }
        return broken
    }

    /// A server that was found stopped: whether it runs, is gone, or is declared stopped.
    private func runsOrStays(_ obligation: Obligation) async -> Bool {
        if desired[obligation.address]?.attributes[.power] == "stopped" { return true }
        do throws(ProviderError) {
            let server = try await environment.provider.read(
                obligation.remoteID, .server, in: obligation.region)
            return server?.staysOn ?? true
        } catch { return false }
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
