import XimageCore

/// What images and copies wait for, and what waits for them.
enum ImageEdges {
    static let rules: [EdgeRule] = [
        EdgeRule(.vaultBeforeImage) { step, facts in
            guard case .create = step.operation else { return [] }
            return vault(of: step, facts).map { facts.ready($0) } ?? []
        },
        // A server is settled when its own changes are done, and when it gives the sign that its declaration names.
        EdgeRule(.serverBeforeImage) { step, facts in
            switch step.operation {
            case .create:
                let settled = source(of: step, facts).map { facts.ready($0) } ?? []
                let sign = around(step).flatMap { facts.position(StepID(.await, $0.0, $0.1)) }
                return settled + [sign].compactMap { $0 }
            case .stop(let power):
                return power.server.map { facts.ready($0) } ?? []
            default: return []
            }
        },
        EdgeRule(.disksBeforeImage) { step, facts in
            disks(around: step, facts).flatMap { facts.ready($0) }
        },
        EdgeRule(.disksLeaveBeforeImage) { step, facts in leaving(step, facts) },
        EdgeRule(.stopBeforeImage) { step, facts in
            guard let (server, role) = around(step) else { return [] }
            switch step.operation {
            case .create: return [facts.position(StepID(.stop, server, role))].compactMap { $0 }
            default: return []
            }
        },
        EdgeRule(.signBeforeStop) { step, facts in
            guard case .stop = step.operation, let (server, role) = around(step) else { return [] }
            return [facts.position(StepID(.await, server, role))].compactMap { $0 }
        },
        // A server is not stopped before its image could be created.
        EdgeRule(.vaultBeforeImage) { step, facts in
            guard case .stop = step.operation else { return [] }
            return vault(of: step, facts).map { facts.ready($0) } ?? []
        },
        EdgeRule(.imageBeforeStart) { step, facts in
            guard case .start(let power) = step.operation else { return [] }
            return [facts.position(StepID(.create, power.image))].compactMap { $0 }
        },
        EdgeRule(.zoneBeforeRegion) { step, facts in
            guard case .settle(let settle) = step.operation else { return [] }
            return facts.ready(settle.image)
        },
        EdgeRule(.imageBeforeCopy) { step, facts in
            guard step.address.kind == .copy, case .create(let create) = step.operation else { return [] }
            return create.dependencies.filter { $0.kind == .image }.flatMap { facts.usableInRegion($0) }
        },
        EdgeRule(.vaultBeforeCopy) { step, facts in
            guard step.address.kind == .copy, case .create(let create) = step.operation else { return [] }
            return create.dependencies.filter { $0.kind == .vault }.flatMap { facts.ready($0) }
        },
        EdgeRule(.imageBeforeServer) { step, facts in
            guard step.address.kind == .server, case .create(let create) = step.operation,
                let image = create.image
            else { return [] }
            switch image.reach {
            case .usable: return []
            case .zone: return facts.ready(image.series)
            case .region: return facts.usableInRegion(image.series)
            }
        },
    ]

    // MARK: What a step is about

    /// The image of a create, or the one that a stop is for.
    private static func image(of step: PlanStep) -> Address? {
        switch step.operation {
        // One that is registered again on its backup refers to nothing.
        case .create(let create):
            step.address.kind == .image && !create.dependencies.isEmpty ? step.address : nil
        case .stop(let power): power.image
        case .awaitServer: if case .image(let image) = step.id.role { image } else { nil }
        default: nil
        }
    }

    private static func declared(_ step: PlanStep, _ facts: StepFacts) -> DesiredResource? {
        image(of: step).flatMap { facts.world.declared[$0.series] }
    }

    private static func vault(of step: PlanStep, _ facts: StepFacts) -> Address? {
        declared(step, facts)?.attributes[.vault].reference
    }

    private static func source(of step: PlanStep, _ facts: StepFacts) -> Address? {
        declared(step, facts)?.attributes[.source].reference
    }

    private static func disks(around step: PlanStep, _ facts: StepFacts) -> [Address] {
        guard let image = declared(step, facts) else { return [] }
        let own = [image.attributes[.sourceDisk].reference].compactMap { $0 }
        return own + facts.world.capturedDisks(of: image)
    }

    /// Disks that leave the source are not to be in its image, whether they are detached or deleted. One that gets a
    /// successor is waited for with that.
    private static func leaving(_ step: PlanStep, _ facts: StepFacts) -> [Int] {
        guard let server = source(of: step, facts), let id = facts.world.records[server]?.id else {
            return []
        }
        return facts.leaving(id).filter {
            switch facts.steps[$0].operation {
            case .delete, .detach: facts.ready(facts.steps[$0].address).isEmpty
            default: false
            }
        }
    }

    /// How the steps around an image are named: by the declared server, or by the image.
    private static func around(_ step: PlanStep) -> (Address, StepID.Role)? {
        switch step.operation {
        case .create(let create):
            guard step.address.kind == .image else { return nil }
            let server = create.dependencies.first { $0.kind == .server }
            return server.map { ($0, .image(step.address)) } ?? (step.address, .own)
        case .stop: return (step.address, step.id.role)
        default: return nil
        }
    }
}
