import XimageCore

/// Decides about what state knows and the manifests no longer declare. Nothing is deleted because a block is gone.
struct UndeclaredDecider {
    let world: World

    func decide(after earlier: Decisions) -> [Decision] {
        let declared = Set(world.desired.resources.map(\.address))
        let gone = world.records.values.filter {
            !declared.contains($0.address.series) && !$0.isSnapshot && earlier[$0.address] == nil
        }.sorted { $0.address < $1.address }
        let (kept, rest) = unselected(gone)
        var all = earlier
        var result = kept
        for record in rest where record.address.kind != .disk {
            let decision = decide(record)
            result.append(decision)
            if world.selection.includesRemoval(record.address) { all.append(decision) }
        }
        for record in rest where record.address.kind == .disk {
            result.append(decide(disk: record, declared, after: all))
        }
        return result + interrupted()
    }

    // MARK: Selections

    /// Losing a match of a selection deletes nothing: the series is kept and shown.
    private func unselected(_ gone: [ResourceRecord]) -> (kept: [Decision], rest: [ResourceRecord]) {
        let blocks = Set(world.desired.selections.map(\.image.address.name)).union(world.desired.fannedOut)
        guard !blocks.isEmpty else { return ([], gone) }
        var kept: [ResourceRecord] = []
        var rest: [ResourceRecord] = []
        for record in gone {
            let isUnselected =
                record.address.kind.hasGenerations && blocks.contains(record.address.name)
                && record.address.instance != nil && world.removal(of: record.address) == nil
            if isUnselected { kept.append(record) } else { rest.append(record) }
        }
        var decisions = kept.map { Decision($0.address, in: $0.region) }
        var told: Set<String> = []
        for index in decisions.indices where told.insert(decisions[index].address.name).inserted {
            let block = decisions[index].address.name
            decisions[index].findings = [sourceGone(kept.filter { $0.address.name == block })]
        }
        return (decisions, rest)
    }

    private func sourceGone(_ kept: [ResourceRecord]) -> Diagnostic {
        let counts = Dictionary(grouping: kept, by: \.address.series).mapValues(\.count)
        let series = counts.keys.sorted()
        let shown = series.prefix(3).map { "\($0) (\(counts[$0] ?? 0))" }
        return Diagnostic(
            .sourceGone, severity: .info, ["series": .series(shown, rest: .more(series.count - shown.count))],
            address: series.first)
    }

    // MARK: Vaults, servers, images, copies

    private func decide(_ record: ResourceRecord) -> Decision {
        let removals = Removals(world: world)
        guard let object = world.live[record.id] else { return removals.vanished(record) }
        guard let removal = world.removal(of: record.address) else {
            var decision = Decision(record.address, in: record.region, .refuse)
            decision.facts.undecided = record
            return decision
        }
        switch removal.action {
        case .forget: return removals.forget(record, .noLongerDeclared, before: world.readable(object))
        case .delete:
            return removals.delete(
                record, object, .noLongerDeclared,
                consent: removals.consent(removal, for: object, at: record.address))
        }
    }

    // MARK: Disks

    /// A data disk follows `onRemove`; its own `removed` entry decides before that of its server.
    private func decide(disk record: ResourceRecord, _ declared: Set<Address>, after earlier: Decisions)
        -> Decision
    {
        let removals = Removals(world: world)
        guard let object = world.live[record.id] else { return removals.vanished(record) }
        let keep = Decision(record.address, in: record.region)
        let removal = world.removal(of: record.address)
        guard let server = record.address.owner else { return keep }
        if !record.attributes[.sourceDisk].isEmpty, declared.contains(server), removal == nil,
            isKept(object, by: server, after: earlier)
        {
            return keep
        }
        let serverRemoval = declared.contains(server) ? nil : world.removal(of: server)
        if !declared.contains(server), serverRemoval == nil, removal == nil { return keep }
        let own = removal?.from.kind == .disk ? removal : nil
        let shallDelete: Bool
        switch (own?.action, serverRemoval?.action) {
        case (let own?, _): shallDelete = own == .delete
        case (nil, .forget?): shallDelete = false
        case (nil, _): shallDelete = record.onRemove == .delete
        }
        var decision = ending(record, object, own, serverRemoval, deletes: shallDelete, after: earlier)
        if own == nil, serverRemoval == nil, decision.isPending { decision.facts.undecided = record }
        return decision
    }

    /// - Parameters:
    ///   - own: the entry of the disk itself.
    ///   - serverRemoval: the entry of its server, where that is no longer declared.
    private func ending(
        _ record: ResourceRecord, _ object: LiveResource, _ own: Removal?, _ serverRemoval: Removal?,
        deletes shallDelete: Bool, after earlier: Decisions
    ) -> Decision {
        let removals = Removals(world: world)
        guard let server = record.address.owner else { return Decision(record.address, in: record.region) }
        let attached = object.attributes[.server].string
        if shallDelete {
            let leavesWithServer = world.records[server].map { earlier.deletes($0.id) } ?? false
            // What only the entry of the server permits waits for the server.
            if own == nil, serverRemoval?.action == .delete, !leavesWithServer, world.exists(server) {
                return Decision(record.address, in: record.region)
            }
            return removals.delete(
                record, object, .noLongerDeclared,
                consent: own.map { removals.consent($0, for: object, at: record.address) } ?? .onRemove,
                detachFrom: leavesWithServer ? nil : attached)
        }
        // Someone may have attached it to another server, which keeps it.
        if serverRemoval == nil, let attached, attached == world.records[server]?.id {
            return removals.detaching(record, object, from: attached)
        }
        let stays = attached.map { !$0.isEmpty && !earlier.deletes($0) } ?? false
        return removals.forget(
            record, stays ? .staysAttached : .noLongerDeclared, before: object.attributes)
    }

    /// A disk that came along with the image of its server belongs to that server while it is attached to it. A server that
    /// is replaced, or created again, does not have it.
    private func isKept(_ disk: LiveResource, by server: Address, after earlier: Decisions) -> Bool {
        guard let owner = world.records[server], !earlier.deletes(owner.id) else { return false }
        guard world.live[owner.id] != nil else { return earlier.leftOutSeries[server] != nil }
        // In use, and the answer does not contain by whom.
        guard let attached = disk.attributes[.server].string else { return disk.status == "in-use" }
        return attached == owner.id
    }

    // MARK: Interrupted replacements

    /// Old objects of replacements that were interrupted.
    func interrupted() -> [Decision] {
        let removals = Removals(world: world)
        return world.deposed.map { record in
            guard let object = world.live[record.id] else { return removals.vanished(record) }
            if record.address.kind == .disk, record.onRemove != .delete {
                return removals.forget(record, .leftOver)
            }
            // Whoever agreed to the replacement agreed to its deletion, while what replaced it is declared.
            guard let declared = world.declared[record.address.series] else {
                return removals.delete(
                    record, object, .leftOver, consent: DataAtRisk(world: world).consent(at: record.address))
            }
            var decision = removals.delete(
                record, object, .leftOver, risk: nil, consent: .interruptedReplacement)
            // Protected since: whoever wrote that may mean this object as well.
            if declared.protect { decision.findings = [Protection.diagnostic(record.address)] }
            return decision
        }
    }
}

extension ResourceKind {
    package var hasGenerations: Bool { self == .image || self == .copy }
}
