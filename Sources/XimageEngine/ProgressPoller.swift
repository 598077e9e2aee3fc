import XimageCore
import XimagePlanning

/// Waits for work in the cloud. Operations of one kind and region share the calls of one look; each such group has a
/// pace of its own.
actor ProgressPoller {
    enum Outcome: Sendable {
        case done(id: RemoteID?, object: LiveResource?)
        case failed(ProviderError)
        /// The waiting was given up; the work goes on in the cloud.
        case left
    }

    /// What is waited for, and how patiently.
    struct Wait: Sendable {
        var step: StepID
        /// How long it takes as a rule; `nil` when not known.
        var expected: Duration?
        /// How long it may take.
        var limit: Duration
    }

    private struct Waiter {
        let wait: Wait
        let continuation: CheckedContinuation<Outcome, Never>
    }

    private struct Group: Hashable, Comparable {
        let kind: ResourceKind
        let region: Region

        static func < (a: Group, b: Group) -> Bool { (a.region, a.kind) < (b.region, b.kind) }
    }

    private struct Watched {
        var began: Duration
        /// In which order they came; answers are handed out in it, so that equal runs go equally.
        var number: Int
        var waiters: [Waiter] = []
    }

    private let environment: Environment
    /// Kinds whose creation is not waited for once the cloud has accepted it.
    private let leaves: Set<ResourceKind>
    private var groups: [Group: [PendingOperation: Watched]] = [:]
    private var looked: [Group: Duration] = [:]
    private var count = 0
    private var isFinished = false
    /// Woken when there is something to poll for, or nothing more to come.
    private var sleeper: CheckedContinuation<Void, Never>?

    init(_ environment: Environment) {
        self.environment = environment
        leaves = environment.options.pacing.detaches ? [.image, .copy] : []
    }

    private nonisolated func report(_ step: StepID, _ phase: String, _ percent: Int?) {
        environment.report(.progress(step, phase: phase, percent: percent))
    }

    /// Says what a step is about, beside what looks tell.
    nonisolated func tell(_ step: StepID, _ phase: String) { report(step, phase, nil) }

    /// Suspends until the operation has ended.
    func outcome(of operation: PendingOperation, _ wait: Wait) async -> Outcome {
        if leaves.contains(operation.kind), operation.purpose == .create || operation.purpose == .settle {
            return .left
        }
        return await withCheckedContinuation { continuation in
            if isFinished {
                continuation.resume(returning: .left)
                return
            }
            let group = Group(kind: operation.kind, region: operation.region)
            count += 1
            let watched =
                groups[group]?[operation] ?? Watched(began: environment.time.uptime(), number: count)
            groups[group, default: [:]][operation] = watched
            groups[group]?[operation]?.waiters.append(Waiter(wait: wait, continuation: continuation))
            wake()
        }
    }

    /// Ends `run` and lets go all who still wait.
    func finish() {
        isFinished = true
        let left = groups
        groups = [:]
        for watched in left.values.flatMap(\.values).sorted(by: { $0.number < $1.number }) {
            for waiter in watched.waiters { waiter.continuation.resume(returning: .left) }
        }
        wake()
    }

    /// Polls until `finish` is called or a stop is asked for. Errors of a look are left to the provider's own retries;
    /// one that outlives them ends the waiting of the operations of that look with an unknown outcome.
    func run() async {
        while !isFinished {
            if groups.isEmpty {
                await withCheckedContinuation { sleeper = $0 }
                continue
            }
            guard await pause() else { return finish() }
            await look()
        }
    }

    // MARK: When to look

    /// Waits until some group is due; false when a stop was asked for meanwhile.
    private func pause() async -> Bool {
        while !environment.stop.isRaised, !isFinished {
            let now = environment.time.uptime()
            guard let due = groups.keys.map({ self.due($0, now) }).min(), due > now else { break }
            let slice = min(due - now, max(.milliseconds(250), environment.options.pollInterval / 40))
            do { try await environment.time.sleep(slice) } catch { return false }
        }
        return !environment.stop.isRaised
    }

    private func due(_ group: Group, _ now: Duration) -> Duration {
        let operations = groups[group] ?? [:]
        let last = looked[group] ?? operations.values.map(\.began).min() ?? now
        return last + (operations.values.map { pace($0, now) }.min() ?? environment.options.pollInterval)
    }

    /// Looks less often while the end is far, and at what takes long; often at first, for what ends at once.
    private func pace(_ watched: Watched, _ now: Duration) -> Duration {
        let elapsed = now - watched.began
        let expected = watched.waiters.compactMap(\.wait.expected).min() ?? .zero
        return min(
            max(environment.options.pollInterval, min((expected - elapsed) / 8, elapsed), elapsed / 60),
            environment.options.pollInterval * 6)
    }

    // MARK: Looking

    private func look() async {
        let now = environment.time.uptime()
        let due = groups.keys.filter { self.due($0, now) <= now }.sorted().map { ($0, operations(of: $0)) }
        for (group, _) in due { looked[group] = now }
        let provider = environment.provider
        await withTaskGroup(
            of: ([PendingOperation], Result<[PendingOperation: Progress], ProviderError>).self
        ) {
            tasks in
            for (_, operations) in due {
                tasks.addTask {
                    let answer: Result<[PendingOperation: Progress], ProviderError>
                    do throws(ProviderError) {
                        answer = .success(try await provider.progress(of: operations))
                    } catch {
                        answer = .failure(error)
                    }
                    // Not in one expression with `await`: see docs/decisions/0007.
                    return (operations, answer)
                }
            }
            for await (operations, answer) in tasks { take(answer, of: operations) }
        }
        giveUpOverdue()
    }

    private func take(
        _ answer: Result<[PendingOperation: Progress], ProviderError>, of operations: [PendingOperation]
    ) {
        switch answer {
        case .success(let progress):
            for operation in operations {
                if let state = progress[operation] { settle(operation, state) }
            }
        case .failure(let error):
            for operation in operations { end(operation, .failed(Self.unheard(error, operation))) }
        }
    }

    private func settle(_ operation: PendingOperation, _ state: Progress) {
        switch state {
        case .running(let phase, let percent):
            for waiter in watched(operation)?.waiters ?? [] { report(waiter.wait.step, phase, percent) }
        case .succeeded(let id, let object):
            end(operation, .done(id: id ?? operation.id, object: object))
        case .failed(let error):
            end(operation, .failed(error))
        }
    }

    private func giveUpOverdue() {
        let now = environment.time.uptime()
        for operation in groups.keys.sorted().flatMap({ operations(of: $0) }) {
            guard let watched = watched(operation), let limit = watched.waiters.map(\.wait.limit).min(),
                now - watched.began > limit
            else { continue }
            end(operation, .failed(Self.overdue(operation, after: now - watched.began)))
        }
    }

    private func operations(of group: Group) -> [PendingOperation] {
        (groups[group] ?? [:]).sorted { $0.value.number < $1.value.number }.map(\.key)
    }

    private func watched(_ operation: PendingOperation) -> Watched? {
        groups[Group(kind: operation.kind, region: operation.region)]?[operation]
    }

    private func end(_ operation: PendingOperation, _ outcome: Outcome) {
        let group = Group(kind: operation.kind, region: operation.region)
        guard let watched = groups[group]?.removeValue(forKey: operation) else { return }
        if groups[group]?.isEmpty ?? false {
            groups[group] = nil
            looked[group] = nil
        }
        for waiter in watched.waiters { waiter.continuation.resume(returning: outcome) }
    }

    private func wake() {
        sleeper?.resume()
        sleeper = nil
    }

    private static func overdue(_ operation: PendingOperation, after elapsed: Duration) -> ProviderError {
        ProviderError(
            retry: .outcomeUnknown, category: .unavailable, service: operation.service, operation: "progress",
            message:
                "it has not ended within \(elapsed.milliseconds / 1000) seconds and may still go on in the cloud",
            job: operation.job)
    }

    /// Whatever kept the answer away, the work itself may go on.
    private static func unheard(_ error: ProviderError, _ operation: PendingOperation) -> ProviderError {
        var result = error
        result.retry = .outcomeUnknown
        result.job = operation.job
        return result
    }
}
