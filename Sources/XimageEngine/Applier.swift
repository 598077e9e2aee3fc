package import XimageCore
package import XimagePlanning
package import XimageState

/// Walks the graph of a plan: a step begins as soon as all that it waits for has ended well and its slots are free.
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

    /// - Parameters:
    ///   - desired: for the time limits of the manifests.
    ///   - learned: how long steps took before.
    /// - Throws: `StateError` when the journal can no longer be written; nothing more was begun then.
    package func apply(
        _ plan: Plan, records: [ResourceRecord], desired: DesiredState? = nil, learned: [DurationSample] = []
    ) async throws -> ApplyReport {
        let forecaster = Forecaster(
            durations: Durations(learned, scale: options.timeScale),
            sizes: WorkSizes(steps: plan.steps, records: records), parallelism: options.parallelism)
        let poller = makePoller()
        let runner = StepRunner(
            provider: provider, journal: journal, poller: poller, time: time, options: options,
            project: plan.project, newOperation: newOperation, stop: stop,
            limits: TimeLimits(desired: desired, scale: options.timeScale), forecaster: forecaster,
            proveLock: proveLock)
        let walk = GraphWalk(
            plan: plan, records: records + plan.rebuilt, pacing: options.pacing,
            duration: { forecaster.estimate($0).half.seconds })
        report(.began(steps: plan.steps.count))
        var run = ApplyLoop(
            walk: walk, runner: runner, forecaster: forecaster, time: time, options: options, check: check,
            stop: stop,
            report: report)
        return try await run.run(poller)
    }

    private func makePoller() -> ProgressPoller {
        let report = report
        let poller = ProgressPoller(
            provider: provider, time: time, interval: options.pollInterval, stop: stop,
            leaves: options.pacing.detaches ? [.image, .copy] : [],
            report: { step, phase, percent in report(.progress(step, phase: phase, percent: percent)) })
        return poller
    }
}

extension Duration {
    /// With fractions.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
