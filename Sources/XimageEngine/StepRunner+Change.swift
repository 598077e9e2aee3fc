import XimageCore
import XimagePlanning
import XimageState

/// Changes and removals: calls that may be repeated.
extension StepRunner {
    func update(_ step: PlanStep, _ update: UpdateStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        try await write(.intent(intent(step, operation: nil, record: nil, id: update.id)))
        // A copy whose creation was cut off before it was tagged is tagged with its next change.
        let retags = update.retags || step.address.kind == .copy
        let request = UpdateRequest(
            address: step.address, region: step.region, id: update.id,
            changes: update.changes.resolved(by: inputs.ids), current: update.current,
            owner: retags ? marks.owner(of: step.address) : nil,
            operation: retags ? marks.operation(of: update.record) : nil)
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
        var released = detach.record
        released.standing = .released
        return try await remove(step, request, leaves: released) { () async throws(StepError) in
            await release(step, id: detach.id)
        }
    }

    func prune(_ step: PlanStep, _ prune: PruneStep) async throws(StepError) -> StepSuccess {
        let request = DeleteRequest(
            address: step.address, region: step.region, id: prune.id, withBackup: prune.takesBackup)
        guard case .renamed(let left) = prune.backup else { return try await remove(step, request) }
        let backup = ResourceRecord(
            address: step.address, region: step.region, id: left.id, standing: .backup)
        return try await remove(step, request, leaves: backup) { () async throws(StepError) in
            try await perform(step) { () async throws(ProviderError) in
                try await nameLeft(left, in: step.region)
                return .done(request.id)
            }
        }
    }

    /// - Parameters:
    ///   - left: what state still knows of afterwards.
    ///   - first: what has to come before.
    private func remove(
        _ step: PlanStep, _ request: DeleteRequest, leaves left: ResourceRecord? = nil,
        after first: (() async throws(StepError) -> Void)? = nil
    ) async throws(StepError) -> StepSuccess {
        try await write(.intent(intent(step, operation: nil, record: nil, id: request.id)))
        try await first?()
        // What an object held may take a moment to go after it was deleted, as backups in a vault.
        try await perform(step) { () async throws(ProviderError) in
            try await settling { () async throws(ProviderError) in
                try await environment.provider.delete(request)
            }
        }
        let key = RecordKey(address: step.address, id: request.id)
        let upserts = left.map { [$0] } ?? []
        // A released disk keeps its record, under another standing.
        let removals = left?.id == request.id ? [] : [key]
        try await write(.succeeded(step: step.id.description, upserts: upserts, removals: removals))
        return StepSuccess(id: request.id, removals: [key])
    }

    /// Marks an object as released. State knows it anyway, so a refusal is reported and nothing fails for it.
    private func release(_ step: PlanStep, id: RemoteID) async {
        let request = UpdateRequest(
            address: step.address, region: step.region, id: id, changes: [:], current: [:],
            owner: Mark.released)
        do { _ = try await environment.provider.update(request) } catch {
            guard error.category != .notFound else { return }
            environment.report(
                .notice(
                    Bilingual(
                        "\(step.address): \(id) is released, and its mark could not be changed (\(error)). This state "
                            + "remembers it; a state that is rebuilt from marks cannot.",
                        zh: "\(step.address)：\(id) 已释放，但无法修改其标记（“\(error)”）。本状态会记住这一点，按标记重建的状态则不会。")))
        }
    }

    /// The backup behind an image may be gone before the image.
    private func nameLeft(_ left: LeftBackup, in region: Region) async throws(ProviderError) {
        do throws(ProviderError) {
            try await environment.provider.renameBackup(left.id, to: left.name, in: region)
        } catch {
            guard error.category == .notFound else { throw error }
        }
    }

    func forget(_ step: PlanStep, _ record: RecordStep) async throws(StepError) -> StepSuccess {
        let key = RecordKey(address: step.address, id: record.id)
        try await write(.intent(intent(step, operation: nil, record: nil, id: record.id)))
        var left: ResourceRecord?
        switch record.object {
        case .vanished(let backup):
            left = backup.map {
                ResourceRecord(address: step.address, region: step.region, id: $0, standing: .backup)
            }
        case .released(var known):
            await release(step, id: record.id)
            known.standing = .released
            left = known
        }
        let removals = left?.id == record.id ? [] : [key]
        try await write(
            .succeeded(step: step.id.description, upserts: left.map { [$0] } ?? [], removals: removals))
        return StepSuccess(id: record.id, removals: [key])
    }
}
