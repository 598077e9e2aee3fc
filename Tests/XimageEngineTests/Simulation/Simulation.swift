import Foundation
import Synchronization
import XimageCore
import XimageState

/// Runs tasks one after the other on one thread, in the same order every time, on a clock that jumps to the next moment
/// at which somebody wakes as soon as nobody has anything to do.
///
/// What goes on outside of it, such as writes to the state file, is waited for first, and comes back in one order.
final class Simulation: TaskExecutor, @unchecked Sendable {
    private let condition = NSCondition()
    // Guarded by the condition:
    private var ready: [UnownedJob] = []
    private var first = 0
    private var fromOutside: [UnownedJob] = []
    private var timers: [Timer] = []
    private var isOver = false
    /// Nobody has anything to do but to wait for what goes on outside.
    private var isIdle = false

    /// Only while `run` goes on.
    private var thread: pthread_t?
    private var elapsed = Duration.zero
    private var wallOffset = Duration.zero
    private var timersMade = 0

    fileprivate struct Timer {
        var due: Duration
        var number: Int
        var wake: CheckedContinuation<Void, any Error>
    }

    static let beginning = Timestamp("2026-01-15T08:00:00Z") ?? Timestamp(milliseconds: 0)

    /// Of all work that the state file does for this process.
    private let pendingOutside: @Sendable () -> Int

    init(pendingOutside: @escaping @Sendable () -> Int = { PendingWrites.count }) {
        self.pendingOutside = pendingOutside
    }

    // MARK: Running

    struct Stuck: Error {}

    /// Runs `body` to its end on a thread of its own.
    /// - Parameter isAlone: no other simulation runs in this process, so that writes can wait for this one to be idle.
    static func run<T: Sendable>(
        isAlone: Bool = false, pendingOutside: @escaping @Sendable () -> Int = { PendingWrites.count },
        _ body: @escaping @Sendable (Simulation) async throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let simulation = Simulation(pendingOutside: pendingOutside)
                if isAlone { PendingWrites.gate = { simulation.waitUntilIdle() } }
                let result = simulation.drive { try await body(simulation) }
                // Before anyone learns of the end: the next simulation sets its own.
                if isAlone { PendingWrites.gate = nil }
                continuation.resume(with: result)
            }
        }
    }

    private func drive<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) -> Result<T, any Error>
    {
        thread = pthread_self()
        let outcome = Mutex<Result<T, any Error>?>(nil)
        Task(executorPreference: self) {
            let result: Result<T, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
            self.end()
        }
        while let job = nextJob() { job.runSynchronously(on: asUnownedTaskExecutor()) }
        return outcome.withLock { $0 } ?? .failure(Stuck())
    }

    /// Called on the thread of a write. Bounded, as whoever has to become idle may be waiting for that very thread.
    private func waitUntilIdle() {
        let limit = Date(timeIntervalSinceNow: 2)
        condition.lock()
        while !isIdle, !isOver, condition.wait(until: limit) {}
        condition.unlock()
    }

    private func end() {
        condition.lock()
        isOver = true
        condition.unlock()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        if thread.map({ pthread_equal($0, pthread_self()) != 0 }) ?? false {
            ready.append(job)
        } else {
            fromOutside.append(job)
            // Even before its thread wakes up: the next write must not begin in between.
            isIdle = false
            condition.broadcast()
        }
        condition.unlock()
    }

    /// `nil` at the end, or when nothing can ever happen again.
    private func nextJob() -> UnownedJob? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if first < ready.count {
                first += 1
                let job = ready[first - 1]
                if first == ready.count || first > 4096 {
                    ready.removeFirst(first)
                    first = 0
                }
                return job
            }
            if isOver { return nil }
            // One at a time: how many have come by now depends on the machine, their order does not.
            if !fromOutside.isEmpty { return fromOutside.removeFirst() }
            if pendingOutside() > 0 {
                isIdle = true
                condition.broadcast()
                _ = condition.wait(until: Date(timeIntervalSinceNow: 0.001))
                isIdle = false
                continue
            }
            if !timers.isEmpty {
                wakeNext()
                continue
            }
            if thread != nil, !condition.wait(until: Date(timeIntervalSinceNow: 5)), fromOutside.isEmpty,
                ready.isEmpty
            {
                return nil
            }
        }
    }

    /// With the condition locked.
    private func wakeNext() {
        guard let next = timers.indices.min(by: { timers[$0].isBefore(timers[$1]) }) else { return }
        let timer = timers.remove(at: next)
        elapsed = max(elapsed, timer.due)
        condition.unlock()
        timer.wake.resume()
        condition.lock()
    }

    // MARK: Time

    /// Somebody sets the wall clock.
    func setWall(by step: Duration) {
        condition.lock()
        wallOffset += step
        condition.unlock()
    }

    var uptime: Duration {
        condition.lock()
        defer { condition.unlock() }
        return elapsed
    }

    var time: TimeSource {
        TimeSource(
            now: { [self] in
                condition.lock()
                defer { condition.unlock() }
                return Self.beginning + elapsed + wallOffset
            },
            uptime: { [self] in uptime },
            sleep: { [self] duration in try await sleep(duration) })
    }

    private func sleep(_ duration: Duration) async throws {
        try Task.checkCancellation()
        let number = nextTimer()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                condition.lock()
                if Task.isCancelled {
                    condition.unlock()
                    continuation.resume(throwing: CancellationError())
                    return
                }
                timers.append(
                    Timer(due: elapsed + max(duration, .milliseconds(1)), number: number, wake: continuation))
                condition.unlock()
            }
        } onCancel: {
            condition.lock()
            let index = timers.firstIndex { $0.number == number }
            let timer = index.map { timers.remove(at: $0) }
            condition.unlock()
            timer?.wake.resume(throwing: CancellationError())
        }
    }

    private func nextTimer() -> Int {
        condition.lock()
        defer { condition.unlock() }
        timersMade += 1
        return timersMade
    }
}

extension Simulation.Timer {
    fileprivate func isBefore(_ other: Self) -> Bool { (due, number) < (other.due, other.number) }
}
