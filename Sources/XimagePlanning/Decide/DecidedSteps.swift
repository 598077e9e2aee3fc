import XimageCore

/// The steps that carry out one decision, without the order among them.
enum DecidedSteps {
    static func of(_ decision: Decision) -> [PlanStep] {
        var steps: [PlanStep] = []
        func add(
            _ operation: StepOperation, _ role: StepID.Role = .own, at address: Address? = nil,
            in region: Region? = nil
        ) {
            steps.append(
                PlanStep(
                    id: StepID(operation.verb, address ?? decision.address, role),
                    region: region ?? decision.region, operation: operation))
        }
        let care = decision.care
        if let wait = care.sign { add(.awaitServer(wait), role(wait.server, decision), at: wait.server) }
        if let stop = care.stop { add(.stop(stop), role(stop.server, decision), at: stop.server) }
        switch decision.verdict {
        case .keep, .refuse: break
        case .create(let create): add(.create(create))
        case .adopt(let label): add(.label(label))
        case .update(let update): add(.update(update))
        case .replace(let replacement): replacementSteps(replacement) { add($0, $1, in: $2) }
        case .remove(let removal): removalSteps(removal) { add($0, $1) }
        }
        if let start = care.start { add(.start(start), role(start.server, decision), at: start.server) }
        if let settle = care.settle { add(.settle(settle)) }
        if let health = care.health { add(.awaitServer(health)) }
        return steps
    }

    /// A server that no manifest declares is known by its image.
    private static func role(_ server: Address?, _ decision: Decision) -> StepID.Role {
        server == nil ? .own : .image(decision.address)
    }

    private static func replacementSteps(
        _ replacement: Replacement, _ add: (StepOperation, StepID.Role, Region?) -> Void
    ) {
        let role: StepID.Role = replacement.order == .createBeforeDestroy ? .old : .own
        let old: StepOperation =
            switch replacement.old {
            case .delete(let step): .delete(step)
            case .forget(let step): .forget(step)
            }
        let new: StepOperation =
            switch replacement.new {
            case .create(let step): .create(step)
            case .adopt(let step): .label(step)
            }
        switch replacement.order {
        case .deleteBeforeCreate:
            add(old, role, replacement.oldRegion)
            add(new, .own, nil)
        case .createBeforeDestroy:
            add(new, .own, nil)
            add(old, role, replacement.oldRegion)
        }
    }

    private static func removalSteps(
        _ removal: RemovalStep, _ add: (StepOperation, StepID.Role) -> Void
    ) {
        switch removal {
        case .delete(let step): add(.delete(step), role(step.standing, step.id))
        case .detach(let step): add(.detach(step), .own)
        case .prune(let step): add(.prune(step), role(step.standing, step.id))
        case .forget(let step): add(.forget(step), role(step.standing, step.id))
        case .backup(let step, let role): add(.deleteBackup(step), role)
        }
    }

    private static func role(_ standing: ResourceRecord.Standing, _ id: RemoteID) -> StepID.Role {
        standing == .deposed ? .leftOver(id) : .own
    }
}
