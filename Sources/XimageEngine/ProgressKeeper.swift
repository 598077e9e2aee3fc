import Synchronization
import XimageCore
import XimagePlanning
import XimageState

/// Keeps what `ximage status` shows beside the state, from the events of an apply.
final class ProgressKeeper: Sendable {
    private struct Memory {
        var report: ProgressReport
        var running: [StepID: ProgressReport.Step] = [:]
        var written: Duration?
    }

    private let store: StateStore
    private let time: TimeSource
    private let memory: Mutex<Memory>

    private static let pause: Duration = .milliseconds(500)

    init(_ store: StateStore, run: RunID, time: TimeSource) {
        self.store = store
        self.time = time
        memory = Mutex(
            Memory(
                report: ProgressReport(run: run, at: time.now(), total: 0, done: 0, failed: 0, running: [])))
    }

    func receive(_ event: ApplyEvent) {
        let (moment, now) = (time.now(), time.uptime())
        let due: ProgressReport? = memory.withLock { memory in
            Self.take(event, at: moment, &memory)
            if let written = memory.written, now - written < Self.pause { return nil }
            memory.written = now
            memory.report.at = moment
            memory.report.running = memory.running.values.sorted { ($0.begun, $0.name) < ($1.begun, $1.name) }
            return memory.report
        }
        if let due { store.updateProgress(due) }
    }

    private static func take(_ event: ApplyEvent, at moment: Timestamp, _ memory: inout Memory) {
        switch event {
        case .began(let steps): memory.report.total = steps
        case .resumed(let step, let address, let what):
            memory.running[step] = ProgressReport.Step(
                name: step.description, address: address, action: what, phase: "looked up", percent: nil,
                begun: moment)
        case .started(let step):
            memory.running[step.id] = ProgressReport.Step(
                name: step.id.description, address: step.address, action: step.id.verb.rawValue,
                phase: "begun",
                percent: nil,
                begun: moment)
        case .progress(let step, let phase, let percent):
            memory.running[step]?.phase = phase
            memory.running[step]?.percent = percent
        case .succeeded(let step, _, _):
            memory.running[step] = nil
            memory.report.done += 1
        case .failed(let step, _):
            memory.running[step] = nil
            memory.report.failed += 1
        case .expected(let forecast): memory.report.expectedEnd = moment + forecast.half
        case .skipped, .notice: break
        }
    }
}
