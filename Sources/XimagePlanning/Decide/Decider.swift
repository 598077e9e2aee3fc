import XimageCore

/// Decides about everything, each resource after what it refers to.
struct Decider {
    let world: World
    private let order: VisitOrder
    private let leavingOut: LeavingOut

    init(world: World) {
        self.world = world
        leavingOut = LeavingOut(world)
        order = VisitOrder(world.desired)
    }

    func decide(_ mode: PlanInput.Mode) -> Decisions {
        var decisions = Decisions()
        switch mode {
        case .destroy(let withBackups):
            add(DestroyDecider(world: world, withBackups: withBackups).decide(), to: &decisions)
        case .apply:
            declared(&decisions)
            add(UndeleteDecider(world: world).decide(after: decisions), to: &decisions)
            add(CleaningDecider(world: world).decide(), to: &decisions)
            add(UndeclaredDecider(world: world).decide(after: decisions), to: &decisions)
            add(RetentionDecider(world: world).decide(after: decisions), to: &decisions)
            add(SnapshotDecider(world: world).decide(after: decisions), to: &decisions)
            add(OlderGenerations(world: world).decide(after: decisions), to: &decisions)
            settle(&decisions)
        }
        let risks = PlanRisks(world: world, decisions: decisions)
        decisions.assess { risks.assessed($0) }
        return decisions
    }

    private func add(_ more: [Decision], to decisions: inout Decisions) {
        for decision in more {
            decisions.append(decision, leftOut: leftOut(decision, after: decisions))
        }
    }

    private func leftOut(_ decision: Decision, after earlier: Decisions) -> LeftOut? {
        // What refers to itself has no order; the plan says so and does nothing.
        order.circle == nil ? leavingOut.reason(decision, after: earlier) : .option
    }

    // MARK: Declared

    private func declared(_ decisions: inout Decisions) {
        var along: [DesiredResource] = []
        for resource in order.resources {
            for (index, decision) in decide(resource, after: decisions).enumerated() {
                let reason = leftOut(decision, after: decisions)
                if index == 0 {
                    decisions.add(decision, leftOut: reason)
                    along += decision.facts.broughtAlong
                } else {
                    decisions.append(decision, leftOut: reason)
                }
            }
        }
        // Disks that images bring along, after those that are declared: they belong to no block.
        let disks = DiskDecider(world: world)
        for disk in along where decisions[disk.address] == nil {
            guard let decision = disks.decide(disk, comesAlong: true, after: decisions) else { continue }
            decisions.add(decision, leftOut: leftOut(decision, after: decisions))
        }
        health(&decisions)
    }

    /// - Returns: the decision about the resource first, then those about single generations of it.
    private func decide(_ resource: DesiredResource, after earlier: Decisions) -> [Decision] {
        switch (resource.ownership, resource.address.kind) {
        case (_, .copy): CopyDecider(world: world).decide(resource, after: earlier)
        case (.existing(let lookup), _): [ObjectDecider(world: world).onlyRead(resource, lookup)]
        case (.managed, .image): ImageDecider(world: world).decide(resource, after: earlier)
        case (.managed, .vault): [ObjectDecider(world: world).vault(resource, after: earlier)]
        case (.managed, .server): [ServerDecider(world: world).decide(resource, after: earlier)]
        case (.managed, .disk): DiskDecider(world: world).decide(resource, after: earlier).map { [$0] } ?? []
        }
    }

    // MARK: Waits

    /// New servers of a rollout are healthy before their predecessors are deleted.
    private func health(_ decisions: inout Decisions) {
        var waits: [Decision] = []
        for (index, decision) in decisions.all.enumerated() where decisions.leftOut[index] == nil {
            guard case .replace = decision.verdict, decision.address.kind == .server,
                let server = world.declared[decision.address],
                let health = server.serverOptions?.rollout?.healthy
            else { continue }
            var wait = Decision(decision.address, in: decision.region)
            wait.isRemark = true
            wait.care.health = AwaitStep(
                server: decision.address, id: nil,
                name: server.attributes[.name].string ?? "\(decision.address)",
                condition: SettledCondition(.acceptsConnections(port: health.port), within: health.within))
            waits.append(wait)
        }
        for wait in waits { decisions.append(wait) }
    }

    private func settle(_ decisions: inout Decisions) {
        let left = decisions.leftOut
        let waits = Settling(world: world).needed(by: decisions, isChosen: { left[$0] == nil })
        for wait in waits { decisions.append(wait) }
    }
}
