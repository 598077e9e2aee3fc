package import XimageCore
package import XimagePlanning
package import XimageState

/// Walks the graph of a plan: a step begins as soon as all that it waits for has ended well and its slots are free.
///
/// A step that fails stops only what depends on it. When the stop signal is raised nothing more begins, calls in
/// flight are awaited, and work that goes on in the cloud is left to the next apply.
package struct Applier: Sendable {
    private let environment: Environment
    private let journal: any ApplyJournal
    private let check: (any StepCheck)?
    private let proveLock: @Sendable () async throws(StateError) -> Void

    /// - Parameters:
    ///   - check: asked before each step whether it may still be carried out.
    ///   - proveLock: throws when another run has taken the lock over.
    package init(
        _ environment: Environment, journal: any ApplyJournal, check: (any StepCheck)? = nil,
        proveLock: @escaping @Sendable () async throws(StateError) -> Void
    ) {
        self.environment = environment
        self.journal = journal
        self.check = check
        self.proveLock = proveLock
    }

    /// - Parameters:
    ///   - records: as they are before the first step; see ``Plan/records(after:)``.
    ///   - desired: for the time limits of the manifests.
    ///   - learned: how long steps took before.
    /// - Throws: `StateError` when the journal can no longer be written; nothing more was begun then.
    package func apply(
        _ plan: Plan, records: [ResourceRecord], desired: DesiredState? = nil, learned: [DurationSample] = []
    ) async throws -> ApplyReport {
        let forecaster = Forecaster(
            durations: Durations(learned, scale: environment.options.timeScale),
            sizes: WorkSizes(steps: plan.steps, records: records),
            parallelism: environment.options.parallelism)
        let poller = ProgressPoller(environment)
        let runner = StepRunner(
            environment: environment, journal: journal, poller: poller,
            marks: MarkWriter(project: plan.project, lineage: plan.marks),
            limits: TimeLimits(desired: desired, scale: environment.options.timeScale),
            forecaster: forecaster,
            proveLock: proveLock)
        let walk = GraphWalk(
            plan: plan, records: records, pacing: environment.options.pacing,
            duration: { forecaster.estimate($0).half.seconds })
        environment.report(.began(steps: plan.steps.count))
        var run = ApplyLoop(
            environment, walk: walk, runner: runner, forecaster: forecaster, check: check)
        return try await run.run(poller)
    }
}

extension Duration {
    /// With fractions.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
