import XimageCore
import XimagePlanning
import XimageState

/// What a step made known.
struct StepSuccess: Sendable {
    var id: RemoteID?
    /// Records that are now true.
    var upserts: [ResourceRecord] = []
    var removals: [RecordKey] = []
}

/// Why a step did not end well.
enum StepError: Error {
    case failed(ApplyFailure)
    /// The work goes on in the cloud; the journal keeps it.
    case stillRunning(PendingOperation?)
    /// Refused because something else uses what it needs; nothing was done.
    case occupied(Slot, ProviderError)
    /// A check just before it says no; nothing was begun.
    case held(StepHold)
    /// State cannot be written: nothing more may be done.
    case state(StateError)
}

/// Carries out one step: intent, call, wait, outcome. The intent is durable before the call, the outcome before the
/// next step.
struct StepRunner: Sendable {
    let environment: Environment
    let journal: any ApplyJournal
    let poller: ProgressPoller
    let marks: MarkWriter
    let owed = OwedStarts()
    let limits: TimeLimits
    let forecaster: Forecaster
    /// Throws when another run has taken the lock over.
    let proveLock: @Sendable () async throws(StateError) -> Void

    /// Everything a step needs that was not known when it was planned.
    struct Inputs: Sendable {
        var ids: [Address: RemoteID]
        /// The present record of the step's address, if any.
        var record: ResourceRecord?
        /// For a server: the present records at the addresses of the disks that it brings along.
        var disks: [Address: ResourceRecord] = [:]
        /// For an image or copy: what state knows of the disks in it.
        var captured = CaptureSources()
        /// For a server: the data disks of its image, by key.
        var imageDisks: [String: CapturedDisk] = [:]

        /// The present records at all addresses that the step is about.
        var before: [Address: ResourceRecord] {
            var result = disks
            if let record { result[record.address] = record }
            return result
        }
    }

    func run(_ step: PlanStep, _ inputs: Inputs) async throws(StepError) -> StepSuccess {
        switch step.operation {
        case .create(let create): try await createObject(step, create, inputs)
        case .label(let label): try await labelObject(step, label, inputs)
        case .update(let update): try await self.update(step, update, inputs)
        case .delete(let delete): try await self.delete(step, delete)
        case .detach(let detach): try await self.detach(step, detach)
        case .prune(let prune): try await self.prune(step, prune)
        case .forget(let record): try await forget(step, record)
        case .settle(let settle): try await self.settle(step, settle, inputs)
        case .stop(let power): try await stopServer(step, power, inputs)
        case .start(let power): try await startServer(step, power, inputs)
        case .awaitServer(let wait): try await awaitServer(step, wait, inputs)
        case .deleteBackup(let backup): try await deleteBackup(step, backup)
        }
    }

    // MARK: Calls

    /// Nothing was done, so the same request may be sent again after a growing pause; false when that was tried enough.
    func pause(beforeTry tries: inout Int) async -> Bool {
        tries += 1
        guard tries <= environment.options.safeTries, !environment.stop.isRaised else { return false }
        let pause = min(Duration.milliseconds(500) * (1 << (tries - 1)), .seconds(30))
        do { try await environment.time.sleep(pause) } catch { return false }
        return true
    }

    /// Nothing may be sent by a run that has lost its lock.
    func prove() async throws(StepError) {
        do { try await proveLock() } catch { throw .state(error) }
    }

    /// A call that may be repeated, and the end of the work it started.
    func perform(
        _ step: PlanStep, _ call: () async throws(ProviderError) -> Accepted
    ) async throws(StepError) {
        do {
            try await prove()
            if case .pending(let operation) = try await call() {
                try await write(.accepted(step: step.id.description, operation, remoteID: operation.id))
                _ = try await wait(step, operation)
            }
        } catch let error as ProviderError {
            throw await failed(step, error)
        } catch let error as StepError {
            throw error
        } catch {
            throw .stillRunning(nil)
        }
    }

    // MARK: Journal and waiting

    func wait(
        _ step: PlanStep, _ operation: PendingOperation
    ) async throws(StepError) -> (RemoteID?, LiveResource?) {
        let sized = forecaster.sizes.gibibytes(step)
        let work = WorkKind(step)
        let wait = ProgressPoller.Wait(
            step: step.id, expected: forecaster.durations.estimate(work, gibibytes: sized).half,
            limit: limits.limit(work, at: step.address, gibibytes: sized))
        switch await poller.outcome(of: operation, wait) {
        case .done(let id, let object): return (id, object)
        case .left: throw .stillRunning(operation)
        case .failed(let error) where error.retry == .outcomeUnknown && environment.stop.isRaised:
            throw .stillRunning(operation)
        case .failed(let error): throw await failed(step, error)
        }
    }

    func intent(
        _ step: PlanStep, operation: OperationID?, record: ResourceRecord?, id: RemoteID? = nil
    ) -> StepIntent {
        StepIntent(
            step: step.id.description, address: step.address, action: step.id.verb.rawValue,
            region: step.region,
            operation: operation, remoteID: id, record: record)
    }

    func write(_ event: JournalEvent) async throws(StepError) {
        do { try await journal.append([event]) } catch { throw .state(error) }
    }

    /// The error as a failure, once the journal holds it.
    func failed(_ step: PlanStep, _ error: ProviderError) async -> StepError {
        do {
            try await write(
                error.retry == .outcomeUnknown
                    ? .unknown(step: step.id.description, error) : .failed(step: step.id.description, error))
        } catch {
            return error
        }
        let advice = FailureAdvice.fix(for: error)
        return .failed(
            ApplyFailure(
                advice == nil ? .stepFailed : .stepFailedForNow,
                [
                    "verb": RuleArgument(
                        step.id.verb.rawValue.capitalizedFirst, zh: "步骤 `\(step.id.verb.rawValue)` "),
                    "object": "\(step.address)", "reason": .reported("\(error)"), "fix": advice ?? "",
                ], step: step.id, address: step.address, error: error))
    }

    func malformed(_ step: PlanStep, _ text: String) -> ProviderError {
        ProviderError(
            retry: .outcomeUnknown, category: .malformed, service: step.address.kind.rawValue,
            operation: step.id.description, message: text)
    }
}

extension PendingOperation {
    /// Waits for an object that is known by its mark alone.
    static func existing(_ object: LiveResource) -> PendingOperation {
        PendingOperation(
            kind: object.kind, region: object.region, purpose: .create, service: object.kind.service,
            id: object.id)
    }
}

extension ResourceKind {
    /// The service that keeps objects of this kind.
    var service: String {
        switch self {
        case .vault: "cbr"
        case .server: "ecs"
        case .disk: "evs"
        case .image, .copy: "ims"
        }
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Attributes {
    /// References that are known become ids.
    func resolved(by ids: [Address: RemoteID]) -> Attributes {
        var result = self
        for entry in entries {
            if let address = entry.value.reference, let id = ids[address] { result[entry.name] = .string(id) }
        }
        return result
    }
}
