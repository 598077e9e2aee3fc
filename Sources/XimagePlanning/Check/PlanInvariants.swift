import XimageCore

/// What is true of every plan, whatever was decided. Checked before a plan is shown or applied; a violation is a bug in
/// ximage, and nothing is done.
///
/// 1. Step ids are unique, every edge's target exists, and no steps wait for each other.
/// 2. Each create, replacement, update and removal among the changes has its steps, and each of these steps its change.
/// 3. No object is worked on by two steps without a path between them.
/// 4. The delete of a server waits for every step that takes a disk off it.
/// 5. No step deletes an object that is protected, declared `existing:`, or was not read in this run.
/// 6. Every step that deletes something that can hold data carries the consent it rests on; what is pending blocks the
///    plan; servers and disks that hold data are in the data at risk.
/// 7. A disk without a record that gets a name and marks hangs on the server that it is created with, has no mark of
///    another address, and has the size that was asked for.
/// 8. The usage of quotas is the sum over the steps.
struct PlanInvariants {
    private let world: World
    private let context: RuleContext

    init(_ world: World, _ context: RuleContext) {
        self.world = world
        self.context = context
    }

    func check(_ plan: Plan) throws(PlanDefect) {
        let graph = try CheckedGraph(plan.steps)
        try checkChanges(plan)
        try checkOneAtATime(plan, graph)
        try checkKeptDisks(plan, graph)
        try checkDeletions(plan)
        try checkConsent(plan)
        try checkAdoptions(plan)
        try UsageCount(plan).check(plan.usages)
    }

    // MARK: 2

    private func checkChanges(_ plan: Plan) throws(PlanDefect) {
        var steps: [Address: Set<StepID.Verb>] = [:]
        for step in plan.steps where step.isChange { steps[step.address, default: []].insert(step.id.verb) }
        var changed: Set<Address> = []
        for change in plan.changes {
            changed.insert(change.address)
            let verbs = steps[change.address] ?? []
            let isWhole =
                switch change.action {
                case .noOp: false
                case .create: !verbs.isDisjoint(with: [.create, .label])
                case .update: verbs.contains(.update)
                case .replace:
                    !verbs.isDisjoint(with: [.create, .label]) && !verbs.isDisjoint(with: [.delete, .forget])
                case .delete: !verbs.isDisjoint(with: [.delete, .deleteBackup])
                case .forget: !verbs.isDisjoint(with: [.forget, .detach])
                }
            guard isWhole else {
                throw .invariant(2, "\(change.action.word) of \(change.address) has no step")
            }
        }
        for step in plan.steps where step.isChange && !changed.contains(step.address) {
            throw .invariant(2, "`\(step.id)` has no change")
        }
    }

    // MARK: 3

    private func checkOneAtATime(_ plan: Plan, _ graph: CheckedGraph) throws(PlanDefect) {
        var last: [RemoteID: Int] = [:]
        for (position, step) in plan.steps.enumerated() {
            guard let object = step.objectID else { continue }
            if let before = last[object], !graph.hasPath(from: before, to: position) {
                throw .invariant(
                    3, "`\(plan.steps[before].id)` and `\(step.id)` work on \(object) in no order")
            }
            last[object] = position
        }
    }

    // MARK: 4

    private func checkKeptDisks(_ plan: Plan, _ graph: CheckedGraph) throws(PlanDefect) {
        var deletes: [RemoteID: Int] = [:]
        for (position, step) in plan.steps.enumerated() where step.address.kind == .server {
            if case .delete(let delete) = step.operation { deletes[delete.id] = position }
        }
        guard !deletes.isEmpty else { return }
        for (position, step) in plan.steps.enumerated() {
            let server: RemoteID?
            switch step.operation {
            case .detach(let detach): server = detach.server
            case .update(let update) where !update.changes[.server].isEmpty:
                server = update.current[.server].string
            default: server = nil
            }
            guard let server, let delete = deletes[server] else { continue }
            guard graph.hasPath(from: position, to: delete) else {
                throw .invariant(4, "`\(plan.steps[delete].id)` does not wait for `\(step.id)`")
            }
        }
    }

    // MARK: 5

    private func checkDeletions(_ plan: Plan) throws(PlanDefect) {
        let deletions = plan.steps.filter { $0.operation.removedID != nil }
        guard !deletions.isEmpty else { return }
        let onlyRead = Set(
            context.desired.resources.lazy.filter { $0.ownership != .managed }.compactMap {
                context.subject($0.address)?.live?.id
            })
        let backups = Set(world.backups.map(\.id))
        for step in deletions {
            guard let id = step.operation.removedID else { continue }
            if onlyRead.contains(id) { throw .invariant(5, "`\(step.id)` deletes what is only read") }
            let isRead = world.live[id] != nil || backups.contains(id)
            guard isRead else { throw .invariant(5, "`\(step.id)` deletes \(id), which was not read") }
            if isProtected(step, id), step.operation.consent != .unfinished, !plan.isBlocked {
                throw .invariant(5, "`\(step.id)` deletes a protected object")
            }
        }
    }

    /// By the manifest where it is declared, else by its record.
    private func isProtected(_ step: PlanStep, _ id: RemoteID) -> Bool {
        guard let record = world.records[step.address], record.id == id else { return false }
        return world.desired[step.address.series]?.protect ?? record.protect
    }

    // MARK: 6

    private func checkConsent(_ plan: Plan) throws(PlanDefect) {
        let changes = Dictionary(plan.changes.map { ($0.address, $0) }) { first, _ in first }
        for step in plan.steps where step.operation.removedID != nil {
            switch step.operation.consent {
            case nil: throw .invariant(6, "`\(step.id)` carries no consent")
            case .pending where !plan.isBlocked:
                throw .invariant(6, "`\(step.id)` waits for a consent, and the plan is not blocked")
            case .unfinished, .interruptedReplacement: continue
            default: break
            }
            guard case .delete = step.operation, step.address.kind == .server || step.address.kind == .disk
            else { continue }
            guard changes[step.address]?.risk != nil else {
                throw .invariant(6, "`\(step.id)` deletes data that is not in the data at risk")
            }
        }
    }

    // MARK: 7

    private func checkAdoptions(_ plan: Plan) throws(PlanDefect) {
        for step in plan.steps {
            guard case .label(let label) = step.operation, let id = label.id else { continue }
            guard let disk = world.live[id], disk.kind == .disk, disk.owner == nil,
                isAttached(disk, to: world.records[label.server]?.id),
                disk.attributes[.size] == label.create.attributes[.size]
            else { throw .invariant(7, "`\(step.id)` marks \(id), which is not the disk that was asked for") }
        }
    }
}

extension PlanInvariants {
    /// Lists of servers and of disks may lag behind each other.
    private func isAttached(_ disk: LiveResource, to server: RemoteID?) -> Bool {
        guard let server else { return false }
        if disk.attributes[.server].string == server { return true }
        guard case .server(let facts) = world.live[server]?.facts else { return false }
        return facts.disks.contains { $0.id == disk.id }
    }
}

extension PlanStep {
    /// Whether it brings about a change that people are shown.
    fileprivate var isChange: Bool {
        switch operation {
        case .create, .label, .update, .delete, .detach, .prune, .forget, .deleteBackup: true
        case .settle, .stop, .start, .awaitServer: false
        }
    }

    /// The existing object that it changes or removes.
    fileprivate var objectID: RemoteID? {
        switch operation {
        case .label(let step): step.id
        case .update(let step): step.id
        case .detach(let step): step.id
        case .forget(let step): step.id
        case .stop(let step), .start(let step): step.id
        case .delete, .prune, .deleteBackup: operation.removedID
        case .create, .settle, .awaitServer: nil
        }
    }
}
