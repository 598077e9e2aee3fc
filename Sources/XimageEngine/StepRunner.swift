import XimageCore
import XimagePlanning
import XimageState

/// What a step made known.
struct StepSuccess: Sendable {
    var id: RemoteID?
    /// Records that are now true.
    var upserts: [ResourceRecord] = []
    var removals: [RecordKey] = []
    /// Data disks that were born with a server, in attach order.
    var born: [RemoteID] = []
}

/// Why a step did not end well.
enum StepError: Error {
    case failed(ApplyFailure)
    /// The work goes on in the cloud; the journal keeps it.
    case stillRunning
    /// State cannot be written: nothing more may be done.
    case state(StateError)
}

/// Carries out one step: intent, call, wait, outcome. The intent is durable before the call, the outcome before the
/// next step.
struct StepRunner: Sendable {
    let provider: any Provider
    let journal: any ApplyJournal
    let poller: ProgressPoller
    let time: TimeSource
    let options: ApplyOptions
    let project: String
    let newOperation: @Sendable () -> OperationID
    let stop: StopSignal
    /// Throws when another run has taken the lock over.
    let proveLock: @Sendable () async throws(StateError) -> Void

    /// Everything a step needs that was not known when it was planned.
    struct Inputs: Sendable {
        var ids: [Address: RemoteID]
        /// The present record of the step's address, if any.
        var record: ResourceRecord?
        /// Data disks that were born with the step's server.
        var born: [RemoteID] = []
        /// For a server: its data disks' create steps, in attach order.
        var disks: [(Address, CreateStep)] = []
    }

    func run(_ step: PlanStep, _ inputs: Inputs) async throws(StepError) -> StepSuccess {
        switch step.operation {
        case .create(let create): try await self.create(step, create, inputs)
        case .label(let label): try await self.label(step, label, inputs)
        case .update(let update): try await self.update(step, update, inputs)
        case .delete(let delete): try await self.delete(step, delete, inputs)
        case .forget(let record): try await forget(step, record)
        }
    }

    // MARK: Create

    private func create(_ step: PlanStep, _ create: CreateStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        let operation = newOperation()
        let request = request(step, create, inputs, operation)
        var record = ResourceRecord(
            address: step.address, region: step.region, id: "", standing: .incomplete,
            attributes: request.attributes.withoutSecrets, declared: create.declared, operation: operation,
            digest: request.operation.digest, dependencies: create.dependencies, onRemove: create.onRemove,
            protect: create.protect)
        try await write(.intent(intent(step, operation: operation, record: record)))

        let (id, object) = try await carryOut(step, request)
        record.id = id
        record.standing = .current
        var success = StepSuccess(id: id)
        let live = try await settled(step, id, object, create)
        record.createdAt = live?.attributes[.createdAt].string.flatMap { Timestamp($0) } ?? time.now()
        if case .server(let facts) = live?.facts {
            success.born = facts.disks.filter { !$0.isSystem }.map(\.id)
        }
        success.upserts = [record]
        if var old = inputs.record, old.id != id {
            old.standing = .deposed
            success.upserts.insert(old, at: 0)
        }
        try await write(.succeeded(step: step.id, upserts: success.upserts, removals: []))
        return success
    }

    private func request(
        _ step: PlanStep, _ create: CreateStep, _ inputs: Inputs, _ operation: OperationID
    ) -> ResourceRequest {
        let attributes = create.attributes.resolved(by: inputs.ids)
        let digest = ResourceRequest.digest(of: attributes, kind: step.address.kind)
        let disks = inputs.disks.map { address, disk in
            let attributes = disk.attributes.resolved(by: inputs.ids)
            return ResourceRequest(
                address: address, region: step.region, attributes: attributes,
                owner: Mark.owner(project: project, address: address),
                operation: OperationMark(
                    operation: operation, generation: 0,
                    digest: ResourceRequest.digest(of: attributes, kind: .disk)))
        }
        return ResourceRequest(
            address: step.address, region: step.region, attributes: attributes, disks: disks,
            owner: Mark.owner(project: project, address: step.address),
            operation: OperationMark(operation: operation, generation: create.generation, digest: digest))
    }

    /// Sends a create and waits for its end. After an unknown outcome the mark is looked for before anything is
    /// sent again.
    private func carryOut(
        _ step: PlanStep, _ request: ResourceRequest
    ) async throws(StepError) -> (RemoteID, LiveResource?) {
        var attempt = 1
        var safeTries = 0
        while true {
            do {
                try await prove()
                let accepted = try await provider.create(request)
                return try await finish(step, accepted)
            } catch let error as ProviderError {
                if error.retry == .safe, await pause(beforeTry: &safeTries) { continue }
                guard error.retry == .outcomeUnknown else { throw await failed(step, error) }
                try await write(.unknown(step: step.id, error))
                let finder = MarkFinder(provider: provider, time: time, options: options, stop: stop)
                switch await finder.find(request.operation.operation, step.address.kind, in: step.region) {
                case .found(let object): return try await finish(step, .pending(.existing(object)))
                case .absent where attempt < options.attempts: attempt += 1
                case .absent: throw await failed(step, error)
                case .unclear: throw .stillRunning
                }
            } catch let error as StepError {
                throw error
            } catch {
                throw .stillRunning
            }
        }
    }

    /// Nothing was done, so the same request may be sent again after a growing pause; false when that was tried enough.
    private func pause(beforeTry tries: inout Int) async -> Bool {
        tries += 1
        guard tries <= options.safeTries, !stop.isRaised else { return false }
        let pause = min(Duration.milliseconds(500) * (1 << (tries - 1)), .seconds(30))
        do { try await time.sleep(pause) } catch { return false }
        return true
    }

    /// Nothing may be sent by a run that has lost its lock.
    private func prove() async throws(StepError) {
        do { try await proveLock() } catch { throw .state(error) }
    }

    private func finish(_ step: PlanStep, _ accepted: Accepted) async throws(StepError) -> (
        RemoteID, LiveResource?
    ) {
        switch accepted {
        case .done(let id?):
            try await write(.accepted(step: step.id, nil, remoteID: id))
            return (id, nil)
        case .done(nil):
            throw await failed(step, malformed(step, "the answer names no object"))
        case .pending(let operation):
            try await write(.accepted(step: step.id, operation, remoteID: operation.id))
            let (id, object) = try await wait(step, operation)
            guard let id else {
                throw await failed(step, malformed(step, "the finished job names no object"))
            }
            return (id, object)
        }
    }

    /// The object as it is once all that the step promises is true: an image usable in its region, a server in the
    /// declared power state. One read, and only where the answers so far did not hold it.
    private func settled(
        _ step: PlanStep, _ id: RemoteID, _ object: LiveResource?, _ create: CreateStep
    ) async throws(StepError) -> LiveResource? {
        switch step.address.kind {
        case .image:
            if case .image(let facts) = object?.facts, facts.scope == .region { return object }
            let ready = PendingOperation(
                kind: .image, region: step.region, purpose: .settle, service: "ims", id: id)
            return try await wait(step, ready).1
        case .server:
            if let power = create.powerAfter {
                let request = UpdateRequest(
                    address: step.address, region: step.region, id: id, changes: [.power: .string(power)],
                    current: [.power: "running"])
                try await perform(step) { () async throws(ProviderError) in try await provider.update(request)
                }
            }
            if let object { return object }
            do { return try await provider.read(id, .server, in: step.region) } catch {
                throw await failed(step, error)
            }
        case .vault, .disk, .copy:
            return object
        }
    }

    // MARK: Label

    private func label(_ step: PlanStep, _ label: LabelStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        guard let id = label.id ?? (label.position < inputs.born.count ? inputs.born[label.position] : nil)
        else {
            throw .failed(
                ApplyFailure(
                    step: step.id, address: step.address,
                    detail: "\(label.server) was made, but it has fewer data disks than were asked for.",
                    fix: "Plan again: the disk that is missing will be made and attached."))
        }
        let operation = newOperation()
        let attributes = label.create.attributes.resolved(by: inputs.ids)
        let digest = ResourceRequest.digest(of: attributes, kind: .disk)
        var record = ResourceRecord(
            address: step.address, region: step.region, id: id, standing: .incomplete,
            attributes: attributes.withoutSecrets, operation: operation, digest: digest,
            createdAt: time.now(),
            dependencies: label.create.dependencies, onRemove: label.create.onRemove,
            protect: label.create.protect)
        try await write(.intent(intent(step, operation: operation, record: record, id: id)))
        var changes: Attributes = [:]
        for name in [AttributeName.name, .description, .tags] where !attributes[name].isEmpty {
            changes[name] = attributes[name]
        }
        let request = UpdateRequest(
            address: step.address, region: step.region, id: id, changes: changes, current: [:],
            owner: Mark.owner(project: project, address: step.address),
            operation: OperationMark(operation: operation, generation: 0, digest: digest))
        try await perform(step) { () async throws(ProviderError) in try await provider.update(request) }
        record.standing = .current
        try await write(.succeeded(step: step.id, upserts: [record], removals: []))
        return StepSuccess(id: id, upserts: [record])
    }

    // MARK: Update, delete, forget

    private func update(_ step: PlanStep, _ update: UpdateStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        try await write(.intent(intent(step, operation: nil, record: nil, id: update.id)))
        let request = UpdateRequest(
            address: step.address, region: step.region, id: update.id,
            changes: update.changes.resolved(by: inputs.ids), current: update.current)
        try await perform(step) { () async throws(ProviderError) in try await provider.update(request) }
        var record = update.record
        record.attributes = record.attributes.resolved(by: inputs.ids).withoutSecrets
        try await write(.succeeded(step: step.id, upserts: [record], removals: []))
        return StepSuccess(id: update.id, upserts: [record])
    }

    private func delete(_ step: PlanStep, _ delete: DeleteStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        try await write(.intent(intent(step, operation: nil, record: nil, id: delete.id)))
        let request = DeleteRequest(
            address: step.address, region: step.region, id: delete.id, withBackup: delete.withBackup,
            detachFrom: delete.detachFrom, keepObject: delete.keepObject)
        try await perform(step) { () async throws(ProviderError) in try await deleteSettled(request) }
        let key = RecordKey(address: step.address, id: delete.id)
        try await write(.succeeded(step: step.id, upserts: [], removals: [key]))
        return StepSuccess(id: delete.id, removals: [key])
    }

    /// What an object held may take a moment to go after it was deleted, as backups in a vault: a refusal for the state
    /// of the object is waited out.
    private func deleteSettled(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        var left = options.settleAttempts
        while true {
            do throws(ProviderError) {
                return try await provider.delete(request)
            } catch {
                guard error.category == .state || error.category == .conflict, left > 0, !stop.isRaised else {
                    throw error
                }
                left -= 1
                do { try await time.sleep(max(options.pollInterval, .milliseconds(20))) } catch _ {
                    throw error
                }
            }
        }
    }

    private func forget(_ step: PlanStep, _ record: RecordStep) async throws(StepError) -> StepSuccess {
        let key = RecordKey(address: step.address, id: record.id)
        try await write(.intent(intent(step, operation: nil, record: nil, id: record.id)))
        try await write(.succeeded(step: step.id, upserts: [], removals: [key]))
        return StepSuccess(id: record.id, removals: [key])
    }

    /// A call that may be repeated, and the end of the work it started.
    private func perform(
        _ step: PlanStep, _ call: () async throws(ProviderError) -> Accepted
    ) async throws(StepError) {
        do {
            try await prove()
            if case .pending(let operation) = try await call() {
                try await write(.accepted(step: step.id, operation, remoteID: operation.id))
                _ = try await wait(step, operation)
            }
        } catch let error as ProviderError {
            throw await failed(step, error)
        } catch let error as StepError {
            throw error
        } catch {
            throw .stillRunning
        }
    }

    // MARK: Journal and waiting

    private func wait(
        _ step: PlanStep, _ operation: PendingOperation
    ) async throws(StepError) -> (RemoteID?, LiveResource?) {
        switch await poller.outcome(of: operation, step: step.id) {
        case .success(let done): return (done.id, done.object)
        case .failure(let error) where error.retry == .outcomeUnknown && stop.isRaised: throw .stillRunning
        case .failure(let error): throw await failed(step, error)
        }
    }

    private func intent(
        _ step: PlanStep, operation: OperationID?, record: ResourceRecord?, id: RemoteID? = nil
    ) -> StepIntent {
        StepIntent(
            step: step.id, address: step.address, action: step.operation.verb, region: step.region,
            operation: operation, remoteID: id, record: record)
    }

    private func write(_ event: JournalEvent) async throws(StepError) {
        do { try await journal.append([event]) } catch { throw .state(error) }
    }

    /// The error as a failure, once the journal holds it.
    private func failed(_ step: PlanStep, _ error: ProviderError) async -> StepError {
        do {
            try await write(
                error.retry == .outcomeUnknown
                    ? .unknown(step: step.id, error) : .failed(step: step.id, error))
        } catch {
            return error
        }
        return .failed(
            ApplyFailure(
                step: step.id, address: step.address, error: error,
                detail: "\(step.operation.verb.capitalizedFirst) of \(step.address) failed: \(error)",
                fix: FailureAdvice.fix(for: error)))
    }

    private func malformed(_ step: PlanStep, _ text: String) -> ProviderError {
        ProviderError(
            retry: .outcomeUnknown, category: .malformed, service: step.address.kind.rawValue,
            operation: step.id,
            message: text)
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

extension StepOperation {
    /// `create`, `label`, `update`, `delete`, `detach`, `forget`.
    package var verb: String {
        switch self {
        case .create: "create"
        case .label: "label"
        case .update: "update"
        case .delete(let step): step.keepObject ? "detach" : "delete"
        case .forget: "forget"
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
