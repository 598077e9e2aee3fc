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
        try await perform(step) { () async throws(ProviderError) in try await provider.update(request) }
        var record = update.record
        record.attributes = record.attributes.resolved(by: inputs.ids).withoutSecrets
        try await write(.succeeded(step: step.id, upserts: [record], removals: []))
        return StepSuccess(id: update.id, upserts: [record])
    }

    func delete(_ step: PlanStep, _ delete: DeleteStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        try await write(.intent(intent(step, operation: nil, record: nil, id: delete.id)))
        if let left = delete.leftBackup {
            try await perform(step) { () async throws(ProviderError) in
                try await nameLeft(left, in: step.region)
                return .done(delete.id)
            }
        }
        let request = DeleteRequest(
            address: step.address, region: step.region, id: delete.id, withBackup: delete.withBackup,
            detachFrom: delete.detachFrom, keepObject: delete.keepObject)
        try await perform(step) { () async throws(ProviderError) in try await deleteSettled(request) }
        let key = RecordKey(address: step.address, id: delete.id)
        try await write(.succeeded(step: step.id, upserts: [], removals: [key]))
        return StepSuccess(id: delete.id, removals: [key])
    }

    /// The backup behind an image may be gone before the image.
    private func nameLeft(_ left: LeftBackup, in region: Region) async throws(ProviderError) {
        do throws(ProviderError) {
            try await provider.renameBackup(left.id, to: left.name, in: region)
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

    func forget(_ step: PlanStep, _ record: RecordStep) async throws(StepError) -> StepSuccess {
        let key = RecordKey(address: step.address, id: record.id)
        try await write(.intent(intent(step, operation: nil, record: nil, id: record.id)))
        try await write(.succeeded(step: step.id, upserts: [], removals: [key]))
        return StepSuccess(id: record.id, removals: [key])
    }
}
