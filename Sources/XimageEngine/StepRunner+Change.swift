import XimageCore
import XimagePlanning
import XimageState

/// Changes and removals: calls that may be repeated.
extension StepRunner {
    func update(_ step: PlanStep, _ update: UpdateStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        try await write(.intent(intent(step, operation: nil, record: nil, id: update.id)))
        let mark = copyMark(step, update.record)
        let request = UpdateRequest(
            address: step.address, region: step.region, id: update.id,
            changes: update.changes.resolved(by: inputs.ids), current: update.current,
            owner: update.retags ? Mark.owner(project: project, address: step.address) : mark?.owner,
            operation: mark?.operation)
        try await perform(step) { () async throws(ProviderError) in
            try await environment.provider.update(request)
        }
        var record = update.record
        record.attributes = record.attributes.resolved(by: inputs.ids).withoutSecrets
        try await write(.succeeded(step: step.id.description, upserts: [record], removals: []))
        return StepSuccess(id: update.id, upserts: [record])
    }

    func delete(_ step: PlanStep, _ delete: DeleteStep) async throws(StepError) -> StepSuccess {
        let request = DeleteRequest(
            address: step.address, region: step.region, id: delete.id, detachFrom: delete.detachFrom)
        return try await remove(step, request)
    }

    func detach(_ step: PlanStep, _ detach: DetachStep) async throws(StepError) -> StepSuccess {
        let request = DeleteRequest(
            address: step.address, region: step.region, id: detach.id, detachFrom: detach.server,
            keepObject: true)
        return try await remove(step, request)
    }

    func prune(_ step: PlanStep, _ prune: PruneStep) async throws(StepError) -> StepSuccess {
        let request = DeleteRequest(
            address: step.address, region: step.region, id: prune.id, withBackup: prune.takesBackup)
        guard case .renamed(let left) = prune.backup else { return try await remove(step, request) }
        return try await remove(step, request) { () async throws(ProviderError) in
            try await nameLeft(left, in: step.region)
        }
    }

    /// - Parameter first: a call that has to come before.
    private func remove(
        _ step: PlanStep, _ request: DeleteRequest,
        after first: (() async throws(ProviderError) -> Void)? = nil
    ) async throws(StepError) -> StepSuccess {
        try await write(.intent(intent(step, operation: nil, record: nil, id: request.id)))
        if let first {
            try await perform(step) { () async throws(ProviderError) in
                try await first()
                return .done(request.id)
            }
        }
        // What an object held may take a moment to go after it was deleted, as backups in a vault.
        try await perform(step) { () async throws(ProviderError) in
            try await settling { () async throws(ProviderError) in
                try await environment.provider.delete(request)
            }
        }
        let key = RecordKey(address: step.address, id: request.id)
        try await write(.succeeded(step: step.id.description, upserts: [], removals: [key]))
        return StepSuccess(id: request.id, removals: [key])
    }

    /// The backup behind an image may be gone before the image.
    private func nameLeft(_ left: LeftBackup, in region: Region) async throws(ProviderError) {
        do throws(ProviderError) {
            try await environment.provider.renameBackup(left.id, to: left.name, in: region)
        } catch {
            guard error.category == .notFound else { throw error }
        }
    }

    /// A copy whose making was cut off before it was tagged is tagged with its next change.
    private func copyMark(_ step: PlanStep, _ record: ResourceRecord) -> (
        owner: String, operation: OperationMark
    )? {
        guard step.address.kind == .copy, let operation = record.operation, !record.digest.isEmpty else {
            return nil
        }
        return (
            Mark.owner(project: project, address: step.address),
            OperationMark(
                operation: operation, generation: step.address.generation ?? 0, digest: record.digest)
        )
    }

    func forget(_ step: PlanStep, _ record: RecordStep) async throws(StepError) -> StepSuccess {
        let key = RecordKey(address: step.address, id: record.id)
        try await write(.intent(intent(step, operation: nil, record: nil, id: record.id)))
        try await write(.succeeded(step: step.id.description, upserts: [], removals: [key]))
        return StepSuccess(id: record.id, removals: [key])
    }
}
