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
///    plan; servers and disks that hold data are in the data at risk, and backups in the backups at risk.
/// 7. A disk without a record that gets a name and marks hangs on the server that it is created with, has no mark of
///    another address, and has the size that was asked for.
/// 8. The usage of quotas is the sum over the steps.
/// 9. No address comes into being twice.
struct PlanInvariants {
    private let world: World
    private let context: RuleContext
    private let graph: StepGraph

    /// - Parameter graph: the one of the draft that the plan is from.
    init(_ world: World, _ context: RuleContext, _ graph: StepGraph) {
        self.world = world
        self.context = context
        self.graph = graph
    }

    func check(_ plan: Plan) throws(PlanDefect) {
        let graph = try CheckedGraph(plan.steps, of: graph)
        let roles = StepRoles(plan.steps)
        try checkChanges(plan, roles)
        try checkOneAtATime(plan, roles, graph)
        try checkKeptDisks(plan, roles, graph)
        try checkDeletions(plan, roles)
        try checkConsent(plan, roles)
        try checkAdoptions(plan, roles)
        try UsageCount(plan).check(plan.usages)
        try checkCreations(plan, roles)
    }

    // MARK: 2

    private func checkChanges(_ plan: Plan, _ roles: StepRoles) throws(PlanDefect) {
        var finder = ChangeFinder(plan.changes)
        var verbs = [Verbs](repeating: [], count: plan.changes.count)
        for position in roles.changing {
            let id = plan.steps[position].id
            guard let change = finder.locate(id.address) else {
                throw .invariant(2, "`\(id)` has no change")
            }
            verbs[change].insert(Verbs(id.verb))
        }
        for position in plan.changes.indices {
            let (action, address) = (plan.changes[position].action, plan.changes[position].address)
            // The first change at an address has the verbs of all its steps.
            let verbs =
                verbs[position].isEmpty ? verbs[finder.locate(address) ?? position] : verbs[position]
            let isWhole =
                switch action {
                case .noOp: false
                case .create: verbs.contains(.creates)
                case .update: verbs.contains(.updates)
                case .replace: verbs.contains(.creates) && !verbs.isDisjoint(with: [.deletes, .forgets])
                case .delete: !verbs.isDisjoint(with: [.deletes, .deletesBackup])
                case .forget: !verbs.isDisjoint(with: [.forgets, .detaches])
                }
            guard isWhole else { throw .invariant(2, "\(action.word) of \(address) has no step") }
        }
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

    private func checkOneAtATime(
        _ plan: Plan, _ roles: StepRoles, _ graph: CheckedGraph
    ) throws(PlanDefect) {
        var last: [RemoteID: Int] = [:]
        for (position, object) in roles.touching {
            if let before = last[object], !graph.hasPath(from: before, to: position) {
                throw .invariant(
                    3,
                    "`\(plan.steps[before].id)` and `\(plan.steps[position].id)` work on \(object) in no order"
                )
            }
            last[object] = position
        }
    }

    // MARK: 4

    private func checkKeptDisks(
        _ plan: Plan, _ roles: StepRoles, _ graph: CheckedGraph
    ) throws(PlanDefect) {
        var deletes: [RemoteID: Int] = [:]
        for (position, object) in roles.removing where plan.steps[position].address.kind == .server {
            deletes[object] = position
        }
        for (position, server) in roles.leaving {
            guard let delete = deletes[server] else { continue }
            guard graph.hasPath(from: position, to: delete) else {
                throw .invariant(
                    4, "`\(plan.steps[delete].id)` does not wait for `\(plan.steps[position].id)`")
            }
        }
    }

    // MARK: 5

    private func checkDeletions(_ plan: Plan, _ roles: StepRoles) throws(PlanDefect) {
        guard !roles.removing.isEmpty else { return }
        let onlyRead = Set(
            context.desired.resources.lazy.filter { $0.ownership != .managed }.compactMap {
                context.subject($0.address)?.live?.id
            })
        let backups = Set(world.backups.map(\.id))
        for (position, id) in roles.removing {
            let step = plan.steps[position]
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

    private func checkConsent(_ plan: Plan, _ roles: StepRoles) throws(PlanDefect) {
        guard !roles.removing.isEmpty else { return }
        let atRisk = Set(plan.changes.lazy.filter { $0.risk != nil }.map(\.address))
        let backups = Set(plan.changes.lazy.filter { $0.backupRisk != nil }.map(\.address))
        let deleted = Set(roles.removing.map(\.object))
        for (position, _) in roles.removing {
            let step = plan.steps[position]
            if takesBackups(step, beside: deleted), !backups.contains(step.address) {
                throw .invariant(6, "`\(step.id)` deletes backups that are not in the backups at risk")
            }
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

    /// Whether backups are deleted by the step, and by no other one before.
    /// - Parameter deleted: everything that steps delete.
    private func takesBackups(_ step: PlanStep, beside deleted: Set<RemoteID>) -> Bool {
        switch step.operation {
        case .delete(let delete) where step.address.kind == .vault:
            world.backups.contains { backup in
                backup.vault == delete.id && !deleted.contains(backup.id)
                    && !(backup.image.map { deleted.contains($0) } ?? false)
            }
        case .prune(let prune): prune.takesBackup
        case .deleteBackup: true
        default: false
        }
    }

    // MARK: 7

    private func checkAdoptions(_ plan: Plan, _ roles: StepRoles) throws(PlanDefect) {
        for (position, label) in roles.labelling {
            guard let id = label.id else { continue }
            guard let disk = world.live[id], disk.kind == .disk, disk.owner == nil,
                isAttached(disk, to: world.records[label.server]?.id),
                disk.attributes[.size] == label.create.attributes[.size]
            else {
                throw .invariant(
                    7, "`\(plan.steps[position].id)` marks \(id), which is not the disk that was asked for")
            }
        }
    }
}

extension PlanInvariants {
    // MARK: 9

    private func checkCreations(_ plan: Plan, _ roles: StepRoles) throws(PlanDefect) {
        var created: Set<Address> = []
        for position in roles.changing {
            guard case .create(let create) = plan.steps[position].operation else { continue }
            for address in [plan.steps[position].address] + create.disks.map(\.address) {
                guard created.insert(address).inserted else {
                    throw .invariant(9, "`\(plan.steps[position].id)` creates \(address) once more")
                }
            }
        }
    }

    /// Lists of servers and of disks may lag behind each other.
    private func isAttached(_ disk: LiveResource, to server: RemoteID?) -> Bool {
        guard let server else { return false }
        if disk.attributes[.server].string == server { return true }
        guard case .server(let facts) = world.live[server]?.facts else { return false }
        return facts.disks.contains { $0.id == disk.id }
    }
}

/// Finds changes by address. Steps come mostly in the order of the changes, so the change after the last one found is
/// tried first: a hash of both addresses costs several times as much.
private struct ChangeFinder {
    private let changes: [Change]
    private var next = 0
    private lazy var positions = Dictionary(
        changes.indices.lazy.map { [changes] in (changes[$0].address, $0) },
        uniquingKeysWith: { first, _ in first })

    init(_ changes: [Change]) { self.changes = changes }

    /// The position of the first change at an address.
    mutating func locate(_ address: Address) -> Int? {
        let isNext =
            next < changes.count && changes[next].address == address
            && (next == 0 || changes[next - 1].address != address)
        guard let found = isNext ? next : positions[address] else { return nil }
        next = found + 1
        return found
    }
}
