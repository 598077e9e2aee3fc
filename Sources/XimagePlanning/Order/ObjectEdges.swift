import XimageCore

/// What servers and disks wait for.
enum ObjectEdges {
    static let rules: [EdgeRule] = [
        EdgeRule(.oldBeforeNew) { step, facts in
            switch step.operation {
            case .create, .label:
                return [facts.position(StepID(.delete, step.address))].compactMap { $0 }
            default: return []
            }
        },
        EdgeRule(.bornWithServer) { step, facts in
            guard case .label(let label) = step.operation, label.id == nil else { return [] }
            return [facts.position(StepID(.create, label.server))].compactMap { $0 }
        },
        EdgeRule(.serverBeforeDisk) { step, facts in
            switch step.operation {
            case .create(let create) where step.address.kind == .disk:
                return create.attributes[.server].reference.map { facts.ready($0) } ?? []
            case .update(let update):
                return update.changes.references.flatMap { facts.ready($0) }
            // A disk that gets a successor stays until the server that this one is for exists.
            case .delete where step.address.kind == .disk && step.id.role == .own:
                guard let server = step.address.owner,
                    facts.position(StepID(.create, step.address)) != nil
                        || facts.position(StepID(.label, step.address)) != nil
                else { return [] }
                return facts.ready(server)
            case .awaitServer(let wait):
                guard step.id.role == .own, let server = wait.server else { return [] }
                return facts.ready(server)
            default: return []
            }
        },
    ]
}
