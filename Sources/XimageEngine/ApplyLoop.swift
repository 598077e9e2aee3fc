import XimageCore
import XimagePlanning
import XimageState

/// The one loop of an apply: begins steps, takes their ends, and tells what it expects.
struct ApplyLoop {
    private let environment: Environment
    private var walk: GraphWalk
    private let runner: StepRunner
    private let forecaster: Forecaster
    private let check: (any StepCheck)?

    private let began: Duration
    private var running: [Int: Duration] = [:]
    private var stateError: StateError?
    private var lastForecast: Duration?
    /// Steps that were refused because something was in use; they begin again after a pause.
    private var pausing = 0
    private var refusals: [StepID: Int] = [:]

    init(
        _ environment: Environment, walk: GraphWalk, runner: StepRunner, forecaster: Forecaster,
        check: (any StepCheck)?
    ) {
        self.environment = environment
        self.walk = walk
        self.runner = runner
        self.forecaster = forecaster
        self.check = check
        began = environment.time.uptime()
    }

    private enum Happened: Sendable {
        case ended(PlanStep, Result<StepSuccess, StepError>, took: Duration)
        case pollerEnded
        case pauseEnded(PlanStep, Slot)
    }

    /// - Throws: `StateError` when the journal can no longer be written.
    mutating func run(_ poller: ProgressPoller) async throws -> ApplyReport {
        await withTaskGroup(of: Happened.self) { group in
            group.addTask {
                await poller.run()
                return .pollerEnded
            }
            var isPolling = true
            while true {
                begin(in: &group)
                forecast()
                if running.isEmpty, pausing == 0 {
                    if isPolling { await poller.finish() }
                    break
                }
                guard let happened = await group.next() else { break }
                switch happened {
                case .pollerEnded: isPolling = false
                case .pauseEnded(let step, let slot):
                    pausing -= 1
                    walk.putBack(step, serialising: slot)
                case .ended(let step, let result, let took):
                    if let index = walk.position(of: step) { running[index] = nil }
                    settle(step, result, took, &group)
                }
            }
        }
        if let stateError { throw stateError }
        return conclude()
    }

    private mutating func begin(in group: inout TaskGroup<Happened>) {
        while running.count < environment.options.parallelism, stateError == nil, !environment.stop.isRaised,
            let step = walk.next()
        {
            if let reason = tooLate(step) {
                walk.withdraw(step, because: reason)
                environment.report(.skipped(step.id, step.address, because: reason))
                continue
            }
            let inputs = walk.inputs(for: step)
            environment.report(.started(step))
            if let index = walk.position(of: step) { running[index] = environment.time.uptime() }
            let (runner, time, check) = (runner, environment.time, check)
            group.addTask {
                let began = time.uptime()
                let result: Result<StepSuccess, StepError>
                do throws(StepError) {
                    if case .hold(let hold) = await check?.verdict(on: step, ids: inputs.ids) {
                        throw .held(hold)
                    }
                    result = .success(try await runner.run(step, inputs))
                } catch {
                    result = .failure(error)
                }
                return .ended(step, result, took: time.uptime() - began)
            }
        }
    }

    private mutating func settle(
        _ step: PlanStep, _ result: Result<StepSuccess, StepError>, _ took: Duration,
        _ group: inout TaskGroup<Happened>
    ) {
        switch result {
        case .success(let success):
            walk.succeeded(step, success)
            walk.report.durations.append(
                DurationSample(
                    work: WorkKind(step).description, gibibytes: forecaster.sizes.gibibytes(step), took: took)
            )
            environment.report(.succeeded(step.id, id: success.id, took: took))
        case .failure(.failed(let failure)):
            environment.report(.failed(step.id, failure))
            for skipped in walk.failed(step, failure) {
                environment.report(.skipped(skipped.step, skipped.address, because: skipped.because))
            }
        case .failure(.held(let hold)):
            for skipped in walk.held(step, hold) {
                environment.report(.skipped(skipped.step, skipped.address, because: skipped.because))
            }
        case .failure(.occupied(let slot, let error)):
            refusals[step.id, default: 0] += 1
            guard refusals[step.id, default: 0] <= environment.options.settleAttempts,
                !environment.stop.isRaised
            else {
                let advice = FailureAdvice.fix(for: error)
                let failure = ApplyFailure(
                    advice == nil ? .notBegun : .notBegunYet,
                    ["object": "\(step.address)", "reason": .reported("\(error)"), "fix": advice ?? ""],
                    step: step.id, address: step.address, error: error)
                return settle(step, .failure(.failed(failure)), took, &group)
            }
            pausing += 1
            environment.report(
                .notice(
                    Bilingual("\(step.id) waits: \(error.message)", zh: "`\(step.id)` 等待：“\(error.message)”"))
            )
            let (time, pause) = (
                environment.time, max(environment.options.pollInterval * 3, .milliseconds(20))
            )
            group.addTask {
                try? await time.sleep(pause)
                return .pauseEnded(step, slot)
            }
        case .failure(.stillRunning(let operation)): walk.leftRunning(step, operation)
        case .failure(.state(let error)):
            stateError = stateError ?? error
            walk.leftRunning(step, nil)
        }
    }

    private mutating func conclude() -> ApplyReport {
        let hasLeft = !walk.report.stillRunning.isEmpty
        walk.report.wasInterrupted = environment.stop.isRaised && (!walk.isFinished || hasLeft)
        walk.report.wasDetached = environment.options.pacing.detaches && hasLeft && !environment.stop.isRaised
        walk.skipRest(because: walk.halted ?? Bilingual("the apply was stopped before", zh: "应用已提前停止"))
        walk.report.took = environment.time.uptime() - began
        return walk.report
    }

    // MARK: What is expected

    /// Why a step may not begin so close to the end of the time that was given.
    private func tooLate(_ step: PlanStep) -> Bilingual? {
        guard let end = environment.options.pacing.finishBy,
            environment.time.now() + forecaster.estimate(step).most > end
        else {
            return nil
        }
        return Bilingual("it might not be over by \(end)", zh: "可能无法在 \(end) 之前结束")
    }

    /// Tells when it will be over, at most every few seconds: playing it to its end costs a moment.
    private mutating func forecast() {
        let now = environment.time.uptime()
        if let last = lastForecast, now - last < .seconds(5) { return }
        guard !running.isEmpty else { return }
        lastForecast = now
        let under = running.map { (index: $0.key, elapsed: now - $0.value) }.sorted { $0.index < $1.index }
        environment.report(.expected(forecaster.forecast(walk.schedule, running: under)))
    }
}
