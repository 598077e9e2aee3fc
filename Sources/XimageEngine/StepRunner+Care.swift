import XimageCore
import XimagePlanning
import XimageState

/// Steps around images: waiting, removing backups that are left.
extension StepRunner {
    /// Ends when the whole region can use the image.
    func settle(_ step: PlanStep, _ settle: SettleStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        guard let id = settle.id ?? inputs.ids[settle.image] else {
            throw unknownObject(step, "\(settle.image)")
        }
        try await write(.intent(intent(step, operation: nil, record: nil, id: id)))
        let ready = PendingOperation(
            kind: step.address.kind, region: step.region, purpose: .settle, service: "ims", id: id)
        let object = try await wait(step, ready).1
        if inputs.record?.attributes[.sourceBackup].isEmpty ?? true {
            await nameBackup(of: object, at: step.address)
        }
        var upserts: [ResourceRecord] = []
        // It was found while it was being created: what it holds shows only now.
        if var record = inputs.record, record.id == id, record.attributes[.backup].isEmpty {
            record.remember(object, from: inputs.captured)
            upserts = [record]
        }
        try await write(.succeeded(step: step.id.description, upserts: upserts, removals: []))
        return StepSuccess(id: id, upserts: upserts)
    }

    /// A backup bears no tags; its name says whose it is. Only convenient here: whoever removes the image names it
    /// again before.
    func nameBackup(of object: LiveResource?, at address: Address) async {
        guard let object, case .image(let facts) = object.facts, facts.scope == .region,
            let backup = facts.backup, let generation = address.generation
        else { return }
        let name = marks.backupName(image: object.name, at: address, generation: generation)
        try? await environment.provider.renameBackup(backup, to: name.description, in: object.region)
    }

    /// A refusal for what the object is busy with is waited out.
    func settling<T>(_ call: () async throws(ProviderError) -> T) async throws(ProviderError) -> T {
        var left = environment.options.settleAttempts
        while true {
            do throws(ProviderError) {
                return try await call()
            } catch {
                guard error.category == .state || error.category == .conflict, left > 0,
                    !environment.stop.isRaised
                else {
                    throw error
                }
                left -= 1
                do {
                    try await environment.time.sleep(max(environment.options.pollInterval, .milliseconds(20)))
                } catch _ {
                    throw error
                }
            }
        }
    }

    // MARK: Waiting for a server

    func awaitServer(_ step: PlanStep, _ wait: AwaitStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        guard let id = wait.id ?? wait.server.flatMap({ inputs.ids[$0] }) else {
            throw unknownObject(step, wait.name)
        }
        let begin = environment.time.uptime()
        while true {
            do throws(ProviderError) {
                if let server = try await environment.provider.read(id, .server, in: step.region),
                    await isReached(wait.condition, server)
                {
                    return StepSuccess(id: id)
                }
            } catch {
                if error.category == .credentials || error.category == .permission {
                    throw await failed(step, error)
                }
            }
            if environment.stop.isRaised { throw .stillRunning(nil) }
            guard environment.time.uptime() - begin < wait.condition.within else {
                throw unsettled(step, wait)
            }
            do {
                try await environment.time.sleep(max(environment.options.pollInterval, .milliseconds(20)))
            } catch {
                throw .stillRunning(nil)
            }
        }
    }

    private func isReached(_ condition: SettledCondition, _ server: LiveResource) async -> Bool {
        switch condition.sign {
        case .poweredOff: return server.attributes[.power].string == "stopped" && server.phase == .ready
        case .acceptsConnections(let port):
            guard let address = server.attributes[.ip].string, !address.isEmpty else { return false }
            return await environment.options.probe(address, port)
        }
    }

    private func unsettled(_ step: PlanStep, _ wait: AwaitStep) -> StepError {
        let minutes: RuleArgument = "\(wait.condition.within.components.seconds / 60)"
        switch wait.condition.sign {
        case .poweredOff:
            return .failed(
                ApplyFailure(
                    .stillPoweredOn, ["name": "\(wait.name)", "minutes": minutes], step: step.id,
                    address: step.address))
        case .acceptsConnections(let port):
            return .failed(
                ApplyFailure(
                    .portClosed, ["name": "\(wait.name)", "port": "\(port)", "minutes": minutes],
                    step: step.id, address: step.address))
        }
    }

    // MARK: Backups

    func deleteBackup(_ step: PlanStep, _ backup: BackupStep) async throws(StepError) -> StepSuccess {
        try await write(.intent(intent(step, operation: nil, record: nil, id: backup.id)))
        try await perform(step) { () async throws(ProviderError) in
            try await settling { () async throws(ProviderError) in
                try await environment.provider.deleteBackup(backup.id, in: step.region)
            }
            return .done(backup.id)
        }
        // The generation whose image left it, where the step is at its address.
        let key = RecordKey(address: backup.recordedAt ?? step.address, id: backup.id)
        try await write(.succeeded(step: step.id.description, upserts: [], removals: [key]))
        return StepSuccess(id: backup.id, removals: [key])
    }

    // MARK: Copies

    /// A copy is born without tags and memory bounds: the mark in its description stands for it until then.
    func finishCopy(_ step: PlanStep, _ id: RemoteID, _ request: ResourceRequest) async throws(StepError) {
        var changes: Attributes = [:]
        for name in [AttributeName.tags, .minimumMemory, .maximumMemory]
        where !request.attributes[name].isEmpty {
            changes[name] = request.attributes[name]
        }
        let update = UpdateRequest(
            address: step.address, region: step.region, id: id, changes: changes,
            current: [:], owner: request.owner, operation: request.operation)
        try await perform(step) { () async throws(ProviderError) in
            try await environment.provider.update(update)
        }
    }

    func unknownObject(_ step: PlanStep, _ name: String) -> StepError {
        .failed(
            ApplyFailure(.idNotKnown, ["name": "\(name)"], step: step.id, address: step.address))
    }
}
