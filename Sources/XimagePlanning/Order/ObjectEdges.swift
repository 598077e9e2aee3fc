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
            default: return []
            }
        },
        EdgeRule(.serverBeforeOldDisk) { step, facts in
            switch step.operation {
            // A disk that gets a successor stays until the server that this one is for exists.
            case .delete where step.address.kind == .disk && step.id.role == .own:
                guard let server = step.address.owner,
                    facts.position(StepID(.create, step.address)) != nil
                        || facts.position(StepID(.label, step.address)) != nil
                else { return [] }
                return facts.ready(server)
            default: return []
            }
        },
        EdgeRule(.serverBeforeWait) { step, facts in
            guard case .awaitServer(let wait) = step.operation, let server = wait.server else { return [] }
            switch step.id.role {
            case .own, .image: return facts.ready(server)
            default: return []
            }
        },
        EdgeRule(.vaultBeforeDisk) { step, facts in
            grownServer(step, facts).map { facts.enlargements(ofVaultWith: $0) } ?? []
        },
        // The guest finds its disks by the order in which they were attached.
        EdgeRule(.attachOrder) { step, facts in
            guard attaches(step), let owner = step.address.owner,
                let disks = facts.world.declared[owner]?.declaredDisks
            else { return [] }
            let before = disks.prefix { $0 != step.address }.flatMap { facts.ready($0) }
            return before.last { attaches(facts.steps[$0]) && !followsOldServer(facts.steps[$0], facts) }
                .map { [$0] } ?? []
        },
    ]

    /// The existing server whose disks the step makes larger or more: all of them count against the size of its vault.
    private static func grownServer(_ step: PlanStep, _ facts: StepFacts) -> RemoteID? {
        switch (step.address.kind, step.operation) {
        case (.server, .update(let update)):
            return update.changes[.systemDiskSize].isEmpty ? nil : update.id
        case (.disk, .update(let update)):
            if let server = update.changes[.server].string { return server }
            return update.changes[.size].isEmpty
                ? nil : facts.world.live[update.id]?.attributes[.server].string
        case (.disk, .create(let create)): return create.attributes[.server].string
        default: return nil
        }
    }

    /// Whether the step attaches a disk to a server that exists by then.
    private static func attaches(_ step: PlanStep) -> Bool {
        guard step.address.kind == .disk else { return false }
        switch step.operation {
        case .create(let create): return !create.attributes[.server].isEmpty
        case .update(let update): return !update.changes[.server].isEmpty
        default: return false
        }
    }

    /// Whether the disk is recreated once the old server is deleted. That waits for the disks that move over, so these do not
    /// wait for this one.
    private static func followsOldServer(_ step: PlanStep, _ facts: StepFacts) -> Bool {
        guard let owner = step.address.owner, facts.position(StepID(.delete, owner, .old)) != nil,
            let old = facts.position(StepID(.delete, step.address)),
            case .delete(let delete) = facts.steps[old].operation
        else { return false }
        return delete.detachFrom == nil
    }
}
