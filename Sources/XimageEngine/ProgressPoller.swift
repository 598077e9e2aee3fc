import XimageCore

/// Waits for work in the cloud. All operations that are under way share the calls of one tick.
actor ProgressPoller {
    typealias Outcome = Result<(id: RemoteID?, object: LiveResource?), ProviderError>

    private struct Waiter {
        let step: StepName
        let continuation: CheckedContinuation<Outcome, Never>
    }

    typealias StepName = String

    private let provider: any Provider
    private let time: TimeSource
    private let interval: Duration
    private let stop: StopSignal
    private let report: @Sendable (StepName, String, Int?) -> Void
    private var waiting: [PendingOperation: [Waiter]] = [:]
    private var isFinished = false
    /// Woken when there is something to poll for, or nothing more to come.
    private var sleeper: CheckedContinuation<Void, Never>?

    init(
        provider: any Provider, time: TimeSource, interval: Duration, stop: StopSignal,
        report: @escaping @Sendable (StepName, String, Int?) -> Void
    ) {
        self.provider = provider
        self.time = time
        self.interval = interval
        self.stop = stop
        self.report = report
    }

    /// Suspends until the operation has ended.
    func outcome(of operation: PendingOperation, step: StepName) async -> Outcome {
        await withCheckedContinuation { continuation in
            if isFinished {
                continuation.resume(returning: .failure(Self.abandoned(operation)))
                return
            }
            waiting[operation, default: []].append(Waiter(step: step, continuation: continuation))
            wake()
        }
    }

    /// Ends `run` and answers all who still wait with an unknown outcome: the work goes on in the cloud.
    func finish() {
        isFinished = true
        let left = waiting
        waiting = [:]
        for (operation, waiters) in left {
            for waiter in waiters {
                waiter.continuation.resume(returning: .failure(Self.abandoned(operation)))
            }
        }
        wake()
    }

    /// Polls until `finish` is called or a stop is asked for. Errors of a tick are left to the provider's own retries; one that outlives
    /// them ends the waiting of the operations of that tick with an unknown outcome.
    func run() async {
        while !isFinished {
            if waiting.isEmpty {
                await withCheckedContinuation { sleeper = $0 }
                continue
            }
            guard await pause() else { return finish() }
            await tick()
        }
    }

    /// Waits for the next look; false when a stop was asked for meanwhile.
    private func pause() async -> Bool {
        var left = interval
        while left > .zero, !stop.isRaised {
            let slice = min(left, .milliseconds(250))
            do { try await time.sleep(slice) } catch { return false }
            left -= slice
        }
        return !stop.isRaised
    }

    private func tick() async {
        let operations = Array(waiting.keys)
        guard !operations.isEmpty else { return }
        do {
            let progress = try await provider.progress(of: operations)
            for (operation, state) in progress { settle(operation, state) }
        } catch {
            for operation in operations { end(operation, .failure(Self.unheard(error, operation))) }
        }
    }

    private func settle(_ operation: PendingOperation, _ state: Progress) {
        switch state {
        case .running(let phase, let percent):
            for waiter in waiting[operation] ?? [] { report(waiter.step, phase, percent) }
        case .succeeded(let id, let object):
            end(operation, .success((id ?? operation.id, object)))
        case .failed(let error):
            end(operation, .failure(error))
        }
    }

    private func end(_ operation: PendingOperation, _ outcome: Outcome) {
        for waiter in waiting.removeValue(forKey: operation) ?? [] {
            waiter.continuation.resume(returning: outcome)
        }
    }

    private func wake() {
        sleeper?.resume()
        sleeper = nil
    }

    private static func abandoned(_ operation: PendingOperation) -> ProviderError {
        ProviderError(
            retry: .outcomeUnknown, category: .unavailable, service: operation.service, operation: "progress",
            message: "stopped waiting; the work goes on in the cloud", job: operation.job)
    }

    /// Whatever kept the answer away, the work itself may go on.
    private static func unheard(_ error: ProviderError, _ operation: PendingOperation) -> ProviderError {
        var result = error
        result.retry = .outcomeUnknown
        result.job = operation.job
        return result
    }
}
