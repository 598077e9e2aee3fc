import XimageCore
import XimagePlanning
import XimageState

/// Names and tags a disk that was born with its server.
extension StepRunner {
    func labelObject(_ step: PlanStep, _ label: LabelStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        // Its server is recorded together with the disks that it brought along.
        let born = inputs.record.flatMap {
            $0.standing == .incomplete && $0.id != label.create.replaces ? $0 : nil
        }
        guard let id = label.id ?? born?.id else {
            throw .failed(
                ApplyFailure(
                    .diskMissing, ["server": "\(label.server)"], step: step.id, address: step.address))
        }
        let operation = environment.newOperation()
        let attributes = (born?.attributes ?? label.create.attributes).resolved(by: inputs.ids)
        let digest = ResourceRequest.digest(of: attributes, kind: .disk)
        var record = ResourceRecord(
            address: step.address, region: step.region, id: id, standing: .incomplete,
            attributes: attributes.withoutSecrets, declared: label.create.declared, operation: operation,
            digest: digest,
            createdAt: environment.time.now(),
            dependencies: label.create.dependencies, onRemove: label.create.onRemove,
            protect: label.create.protect)
        try await write(.intent(intent(step, operation: operation, record: record, id: id)))
        var changes: Attributes = [:]
        for name in [AttributeName.name, .description, .tags] where !attributes[name].isEmpty {
            changes[name] = attributes[name]
        }
        let request = UpdateRequest(
            address: step.address, region: step.region, id: id, changes: changes, current: [:],
            owner: marks.owner(of: step.address),
            operation: marks.operation(operation, generation: 0, digest: digest))
        try await perform(step) { () async throws(ProviderError) in
            try await environment.provider.update(request)
        }
        record.standing = .current
        let succession = Succession(
            of: inputs.before, by: [record], replacing: Set([label.create.replaces].compactMap { $0 }))
        try await write(
            .succeeded(step: step.id.description, upserts: succession.upserts, removals: succession.removals))
        return StepSuccess(id: id, upserts: succession.upserts, removals: succession.removals)
    }
}
