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
    private let waits: [[Int]]

    /// - Parameter waits: the positions of the edges, as the graph of the plan has them.
    init(_ world: World, _ context: RuleContext, waits: [[Int]]) {
        self.world = world
        self.context = context
        self.waits = waits
    }

    func check(_ plan: Plan) throws(PlanDefect) {
        let graph = try CheckedGraph(plan.steps, expected: waits)
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
        var steps: [Address: Verbs] = [:]
        steps.reserveCapacity(plan.steps.count)
        for step in plan.steps where step.isChange {
            steps[step.address, default: []].insert(Verbs(step.id.verb))
        }
        for change in plan.changes {
            let verbs = Self.meet(&steps[change.address, default: []])
            let isWhole =
                switch change.action {
                case .noOp: false
                case .create: verbs.contains(.creates)
                case .update: verbs.contains(.updates)
                case .replace: verbs.contains(.creates) && !verbs.isDisjoint(with: [.deletes, .forgets])
                case .delete: !verbs.isDisjoint(with: [.deletes, .deletesBackup])
                case .forget: !verbs.isDisjoint(with: [.forgets, .detaches])
                }
            guard isWhole else {
                throw .invariant(2, "\(change.action.word) of \(change.address) has no step")
            }
        }
        guard let stray = steps.first(where: { !$0.value.contains(.known) })?.key else { return }
        for step in plan.steps where step.address == stray {
            throw .invariant(2, "`\(step.id)` has no change")
        }
    }

    /// Marks an address as known, and answers with what its steps do.
    private static func meet(_ verbs: inout Verbs) -> Verbs {
        defer { verbs.insert(.known) }
        return verbs
    }

    /// What the steps of one address do.
    private struct Verbs: OptionSet {
        let rawValue: UInt8

        static let creates = Verbs(rawValue: 1)
        static let updates = Verbs(rawValue: 2)
        static let deletes = Verbs(rawValue: 4)
        static let deletesBackup = Verbs(rawValue: 8)
        static let forgets = Verbs(rawValue: 16)
        static let detaches = Verbs(rawValue: 32)
        /// The change of the address was seen.
        static let known = Verbs(rawValue: 64)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ verb: StepID.Verb) {
            self =
                switch verb {
                case .create, .label: .creates
                case .update: .updates
                case .delete: .deletes
                case .deleteBackup: .deletesBackup
                case .forget: .forgets
                case .detach: .detaches
                case .settle, .stop, .start, .await: []
                }
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
        return world.declared[step.address.series]?.protect ?? record.protect
    }

    // MARK: 6

    private func checkConsent(_ plan: Plan) throws(PlanDefect) {
        let removals = plan.steps.filter { $0.operation.removedID != nil }
        guard !removals.isEmpty else { return }
        let atRisk = Set(plan.changes.lazy.filter { $0.risk != nil }.map(\.address))
        for step in removals {
            switch step.operation.consent {
            case nil: throw .invariant(6, "`\(step.id)` carries no consent")
            case .pending where !plan.isBlocked:
                throw .invariant(6, "`\(step.id)` waits for a consent, and the plan is not blocked")
            case .unfinished, .interruptedReplacement: continue
            default: break
            }
            guard case .delete = step.operation, step.address.kind == .server || step.address.kind == .disk
            else { continue }
            guard atRisk.contains(step.address) else {
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
