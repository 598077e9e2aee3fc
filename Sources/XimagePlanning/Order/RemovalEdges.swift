import XimageCore

/// What removals wait for.
enum RemovalEdges {
    static let rules: [EdgeRule] = [
        EdgeRule(.newBeforeOld) { step, facts in
            switch step.operation {
            case .delete(let delete) where step.id.isAboutOld:
                return delete.consent == .destroy ? [] : facts.ready(step.address)
            case .forget where step.id.isAboutOld: return replaced(step, facts)
            case .detach(let detach): return successor(of: detach.server, step, facts)
            case .prune(let prune):
                switch prune.consent {
                // An entry may name the generation that counts where this plan creates another.
                case .retention, .removedEntry: return facts.usableInRegion(step.address.series)
                default: return []
                }
            case .deleteBackup(let backup) where backup.consent == .retention:
                return facts.usableInRegion(step.address.series)
            default: return []
            }
        },
        EdgeRule(.healthyBeforeOld) { step, facts in
            guard case .delete = step.operation, step.address.kind == .server, step.id.isAboutOld else {
                return []
            }
            return [facts.position(StepID(.await, step.address))].compactMap { $0 }
        },
        EdgeRule(.disksMovedBeforeDelete) { step, facts in
            switch step.operation {
            case .delete(let delete) where step.address.kind == .server:
                return facts.leaving(delete.id)
            default: return []
            }
        },
        EdgeRule(.disksBeforeWait) { step, facts in
            switch step.operation {
            // A new server is healthy with all of its disks.
            case .awaitServer(let wait):
                guard step.id.role == .own, let server = wait.server else { return [] }
                return (facts.world.declared[server]?.declaredDisks ?? []).flatMap { facts.ready($0) }
            default: return []
            }
        },
        EdgeRule(.serverBeforeDiskDelete) { step, facts in
            guard step.address.kind == .disk else { return [] }
            switch step.operation {
            case .delete(let delete):
                return delete.detachFrom == nil ? deletionOfServer(with: delete.id, step, facts) : []
            case .forget(let record) where step.id.isAboutOld:
                return deletionOfServer(with: record.id, step, facts)
            default: return []
            }
        },
        EdgeRule(.serverBeforeImageDelete) { step, facts in
            guard case .prune(let prune) = step.operation, prune.consent == .retention else { return [] }
            return (facts.world.serversByImage[prune.id] ?? []).compactMap {
                facts.deletion(ofServer: $0.id)
            }.sorted()
        },
        EdgeRule(.imageBeforeVaultDelete) { step, facts in
            guard case .delete(let delete) = step.operation, step.address.kind == .vault else { return [] }
            return facts.contents(ofVault: delete.id)
        },
    ]

    /// A disk that a new server does not have stays with the old one until the new one is ready and healthy.
    private static func successor(of old: RemoteID, _ step: PlanStep, _ facts: StepFacts) -> [Int] {
        guard let owner = step.address.owner, let deletion = facts.deletion(ofServer: old),
            facts.steps[deletion].id.isAboutOld
        else { return [] }
        return facts.ready(owner) + [facts.position(StepID(.await, owner))].compactMap { $0 }
    }

    /// The old record of a disk that its server replaces.
    private static func replaced(_ step: PlanStep, _ facts: StepFacts) -> [Int] {
        step.address.kind == .disk ? facts.ready(step.address) : []
    }

    private static func deletionOfServer(
        with disk: RemoteID, _ step: PlanStep, _ facts: StepFacts
    ) -> [Int] {
        let attached = facts.world.live[disk]?.attributes[.server].string
        if let found = attached.flatMap({ facts.deletion(ofServer: $0) }) { return [found] }
        // Lists may not say where it is attached.
        guard let owner = step.address.owner else { return [] }
        let own = [StepID(.delete, owner, .old), StepID(.delete, owner)].compactMap { facts.position($0) }
        return own.filter { facts.steps[$0].operation.removedID != nil }
    }
}
