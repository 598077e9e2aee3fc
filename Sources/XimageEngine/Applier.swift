package import XimageCore
package import XimagePlanning
package import XimageState

/// Walks the graph of a plan: a step begins as soon as all that it waits for has ended well, within a bound.
///
/// A step that fails stops only what depends on it. When the stop signal is raised nothing more begins, calls in
/// flight are awaited, and work that goes on in the cloud is left to the next apply.
package struct Applier: Sendable {
    private let provider: any Provider
    private let journal: any ApplyJournal
    private let time: TimeSource
    private let options: ApplyOptions
    private let newOperation: @Sendable () -> OperationID
    private let check: (any StepCheck)?
    private let stop: StopSignal
    private let proveLock: @Sendable () async throws(StateError) -> Void
    private let report: @Sendable (ApplyEvent) -> Void

    /// - Parameter check: asked before each step whether it may still be carried out.
    package init(
        provider: any Provider, journal: any ApplyJournal, time: TimeSource, options: ApplyOptions = .init(),
        newOperation: @escaping @Sendable () -> OperationID, check: (any StepCheck)? = nil, stop: StopSignal,
        proveLock: @escaping @Sendable () async throws(StateError) -> Void,
        report: @escaping @Sendable (ApplyEvent) -> Void
    ) {
        self.provider = provider
        self.journal = journal
        self.time = time
        self.options = options
        self.newOperation = newOperation
        self.check = check
        self.stop = stop
        self.proveLock = proveLock
        self.report = report
    }

    /// - Throws: `StateError` when the journal can no longer be written; nothing more was begun then.
    package func apply(_ plan: Plan, records: [ResourceRecord]) async throws -> ApplyReport {
        let began = time.uptime()
        let poller = makePoller()
        let runner = StepRunner(
            provider: provider, journal: journal, poller: poller, time: time, options: options,
            project: plan.project, newOperation: newOperation, stop: stop, proveLock: proveLock)
        var walk = GraphWalk(plan: plan, records: records + plan.rebuilt)
        var stateError: StateError?
        report(.began(steps: plan.steps.count))
        await withTaskGroup(of: Ended?.self) { group in
            group.addTask {
                await poller.run()
                return nil
            }
            var running = 0
            var isPolling = true
            while true {
                while running < options.parallelism, stateError == nil, !stop.isRaised, let step = walk.next()
                {
                    let inputs = walk.inputs(for: step)
                    report(.started(step))
                    running += 1
                    group.addTask { await Self.run(step, inputs, runner, check, time) }
                }
                if running == 0 {
                    if isPolling { await poller.finish() }
                    break
                }
                guard let ended = await group.next() else { break }
                guard let ended else {
                    isPolling = false
                    continue
                }
                running -= 1
                if case .failure(.state(let error)) = ended.result { stateError = error }
                settle(ended, &walk)
            }
        }
        if let stateError { throw stateError }
        walk.report.wasInterrupted = stop.isRaised && !(walk.isFinished && walk.report.stillRunning.isEmpty)
        walk.skipRest(because: "the apply was stopped before")
        walk.report.took = time.uptime() - began
        return walk.report
    }

    private struct Ended: Sendable {
        let step: PlanStep
        let result: Result<StepSuccess, StepError>
        let took: Duration
    }

    private static func run(
        _ step: PlanStep, _ inputs: StepRunner.Inputs, _ runner: StepRunner, _ check: (any StepCheck)?,
        _ time: TimeSource
    ) async -> Ended {
        let began = time.uptime()
        let result: Result<StepSuccess, StepError>
        do throws(StepError) {
            if case .hold(let hold) = await check?.verdict(on: step, ids: inputs.ids) { throw .held(hold) }
            result = .success(try await runner.run(step, inputs))
        } catch {
            result = .failure(error)
        }
        return Ended(step: step, result: result, took: time.uptime() - began)
    }

    private func settle(_ ended: Ended, _ walk: inout GraphWalk) {
        switch ended.result {
        case .success(let success):
            walk.succeeded(ended.step, success)
            report(.succeeded(ended.step.id, id: success.id, took: ended.took))
        case .failure(.failed(let failure)):
            report(.failed(ended.step.id, failure))
            for skipped in walk.failed(ended.step, failure) {
                report(.skipped(skipped.step, skipped.address, because: skipped.because))
            }
        case .failure(.held(let hold)):
            for skipped in walk.held(ended.step, hold) {
                report(.skipped(skipped.step, skipped.address, because: skipped.because))
            }
        case .failure(.stillRunning), .failure(.state):
            walk.leftRunning(ended.step)
        }
    }

    private func makePoller() -> ProgressPoller {
        let report = report
        let poller = ProgressPoller(
            provider: provider, time: time, interval: options.pollInterval, stop: stop,
            report: { step, phase, percent in report(.progress(step, phase: phase, percent: percent)) })
        return poller
    }
}
