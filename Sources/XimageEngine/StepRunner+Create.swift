import XimageCore
import XimagePlanning
import XimageState

/// Makes an object, and waits until all that its step promises is true.
extension StepRunner {
    func createObject(_ step: PlanStep, _ create: CreateStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        let operation = environment.newOperation()
        try checkDisks(step, create, inputs)
        let request = request(step, create, inputs, operation)
        var record = ResourceRecord(
            address: step.address, region: step.region, id: "", standing: .incomplete,
            attributes: request.attributes.withoutSecrets, declared: create.declared, operation: operation,
            digest: request.operation.digest, dependencies: create.dependencies, onRemove: create.onRemove,
            protect: create.protect)
        var intent = intent(step, operation: operation, record: record)
        intent.disks = zip(create.disks, request.disks).map { disk, request in
            ResourceRecord(
                address: disk.address, region: step.region, id: "", standing: .incomplete,
                attributes: request.attributes.withoutSecrets, operation: operation,
                digest: request.operation.digest, dependencies: disk.create.dependencies,
                onRemove: disk.create.onRemove, protect: disk.create.protect)
        }
        let replaced = ([create] + create.disks.map(\.create)).compactMap(\.replaces)
        intent.replaces = replaced
        try await write(.intent(intent))

        let (id, object) = try await carryOut(step, request)
        record.id = id
        record.standing = .current
        if step.address.kind == .copy { try await finishCopy(step, id, request) }
        let live = try await settled(step, id, object, create)
        record.remember(live, from: inputs.captured)
        // A backup that existed before the image keeps its name.
        if create.endsInRegion, create.attributes[.sourceBackup].isEmpty {
            await nameBackup(of: live, at: step.address)
        }
        record.createdAt =
            live?.attributes[.createdAt].string.flatMap { Timestamp($0) } ?? environment.time.now()
        let disks = try await createdDisks(step, intent.disks, live, at: record.createdAt)
        let changes = Succession(of: inputs.before, by: [record] + disks, replacing: Set(replaced))
        try await write(
            .succeeded(step: step.id.description, upserts: changes.upserts, removals: changes.removals))
        return StepSuccess(id: id, upserts: changes.upserts, removals: changes.removals)
    }

    /// A disk that the image turns out not to hold would come as an empty one.
    private func checkDisks(_ step: PlanStep, _ create: CreateStep, _ inputs: Inputs) throws(StepError) {
        for disk in create.disks {
            guard let key = disk.create.imageDiskKey, inputs.imageDisks[key] == nil else { continue }
            throw .failed(
                ApplyFailure(
                    .imageWithoutDisk, ["disk": "\(disk.address)", "key": RuleArgument(key)], step: step.id,
                    address: step.address))
        }
    }

    private func request(
        _ step: PlanStep, _ create: CreateStep, _ inputs: Inputs, _ operation: OperationID
    ) -> ResourceRequest {
        let attributes = create.attributes.resolved(by: inputs.ids)
        let digest = ResourceRequest.digest(of: attributes, kind: step.address.kind)
        let disks = create.disks.map { disk in
            let address = disk.address
            var attributes = disk.create.attributes.resolved(by: inputs.ids)
            if let captured = disk.create.imageDiskKey.flatMap({ inputs.imageDisks[$0] }) {
                attributes[.sourceDisk] = .string(captured.id)
                if let size = captured.sizeGiB {
                    attributes[.size] = .int(max(attributes[.size].int ?? 0, size))
                }
            }
            return ResourceRequest(
                address: address, region: step.region, attributes: attributes,
                owner: marks.owner(of: address),
                operation: marks.operation(
                    operation, generation: 0,
                    digest: ResourceRequest.digest(of: attributes, kind: .disk)))
        }
        return ResourceRequest(
            address: step.address, region: step.region, attributes: attributes, disks: disks,
            owner: marks.owner(of: step.address),
            operation: marks.operation(operation, generation: create.generation, digest: digest))
    }

    private func createdDisks(
        _ step: PlanStep, _ intended: [ResourceRecord], _ server: LiveResource?, at created: Timestamp?
    ) async throws(StepError) -> [ResourceRecord] {
        guard let server else { return [] }
        do {
            return try await CreatedDisks.recognised(on: server, intended, by: environment.provider).map {
                disk in
                var disk = disk
                disk.createdAt = created
                return disk
            }
        } catch {
            throw await failed(step, error)
        }
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
                let accepted = try await environment.provider.create(request)
                return try await finish(step, accepted)
            } catch let error as ProviderError {
                if error.retry == .safe, await pause(beforeTry: &safeTries) { continue }
                guard error.retry == .outcomeUnknown else { throw await refused(step, error) }
                try await write(.unknown(step: step.id.description, error))
                poller.tell(
                    step.id,
                    "no answer came; looking for what may have been made"
                        + (environment.options.quarantine < .seconds(1)
                            ? "" : ", for up to \(environment.options.quarantine.milliseconds / 1000) s,")
                        + " before it is asked for again")
                let finder = MarkFinder(environment: environment)
                switch await finder.find(request.operation.operation, step.address.kind, in: step.region) {
                case .found(let object): return try await finish(step, .pending(.existing(object)))
                case .absent where attempt < environment.options.attempts: attempt += 1
                case .absent: throw await failed(step, error)
                case .unclear: throw .stillRunning(nil)
                }
            } catch let error as StepError {
                throw error
            } catch {
                throw .stillRunning(nil)
            }
        }
    }

    /// A vault that works on something else is waited for; every other refusal is a failure.
    private func refused(_ step: PlanStep, _ error: ProviderError) async -> StepError {
        guard step.address.kind == .image, Self.vaultIsBusy.contains(error.code ?? ""),
            let slot = SlotTable.vault(of: step)
        else { return await failed(step, error) }
        do { try await write(.abandoned(step: step.id.description)) } catch { return error }
        return .occupied(slot, error)
    }

    /// Source: rule VA022.
    private static let vaultIsBusy: Set = ["BackupService.6125", "BackupService.6130", "BackupService.6134"]

    private func finish(_ step: PlanStep, _ accepted: Accepted) async throws(StepError) -> (
        RemoteID, LiveResource?
    ) {
        switch accepted {
        case .done(let id?):
            try await write(.accepted(step: step.id.description, nil, remoteID: id))
            return (id, nil)
        case .done(nil):
            throw await failed(step, malformed(step, "the answer names no object"))
        case .pending(let operation):
            try await write(.accepted(step: step.id.description, operation, remoteID: operation.id))
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
            if case .image(let facts) = object?.facts, facts.scope == .region || !create.endsInRegion {
                return object
            }
            guard create.endsInRegion else { return try await live(step, id) }
            let ready = PendingOperation(
                kind: .image, region: step.region, purpose: .settle, service: "ims", id: id)
            return try await wait(step, ready).1
        case .server:
            if create.endsStopped {
                let request = UpdateRequest(
                    address: step.address, region: step.region, id: id, changes: [.power: "stopped"],
                    current: [.power: "running"])
                try await perform(step) { () async throws(ProviderError) in
                    try await environment.provider.update(request)
                }
            }
            if let object { return object }
            return try await live(step, id)
        case .copy:
            return try await live(step, id)
        case .vault, .disk:
            return object
        }
    }

    private func live(_ step: PlanStep, _ id: RemoteID) async throws(StepError) -> LiveResource? {
        do { return try await environment.provider.read(id, step.address.kind, in: step.region) } catch {
            throw await failed(step, error)
        }
    }
}
