package import XimageCore
package import XimagePlanning
package import XimageState

/// Objects that a state created and, being an older copy, does not know.
extension Session {
    package enum Recovered: Sendable {
        /// The records that state has now.
        case done([ResourceRecord])
        case unsettled([(step: OpenStep, reason: String)])
    }

    /// Records the objects of the state's own lineage that it lacks. Changes nothing in the cloud.
    ///
    /// - Parameters:
    ///   - takeOver: whose objects are meant; `nil` for the state's own lineage.
    ///   - choose: shows what would be recorded, and answers it with the chosen objects first; `nil` to record nothing.
    ///     Not called when there is nothing to record.
    package func recover(
        _ desired: DesiredState, takeOver: TakeOver? = nil, _ applying: Applying,
        choose: @Sendable ([Recovery]) async -> [Recovery]?
    ) async throws -> Recovered {
        var random = SystemRandomNumberGenerator()
        let store = try StateStore.open(
            path: statePath, project: desired.settings.project,
            environment: desired.settings.environmentName, time: environment.time, random: &random)
        let result: Recovered = try await StateLock(
            store, time: environment.time, lease: environment.options.lease
        ).holding(applying.holder, timeout: applying.lockTimeout, random: &random) { lease in
            try await requireProjects(of: try store.identity())
            let journal = try Journal(lease)
            if !journal.openSteps.isEmpty {
                let unsettled = try await resume(journal, store, applying, desired)
                guard unsettled.isEmpty else { return .unsettled(unsettled) }
            }
            let prior = try store.prior()
            if let takeOver = takeOver ?? prior.identity.marks.map(TakeOver.lineage) {
                let (found, live) = try await recoveries(desired, prior, takeOver)
                if !found.isEmpty, let chosen = await choose(found) {
                    _ = try store.apply(
                        changes(chosen, desired, prior, live),
                        RunInfo(applying.holder, started: environment.time.now()), under: lease)
                }
            }
            return .done(try store.prior().records)
        }
        try store.close()
        return result
    }

    private func recoveries(
        _ desired: DesiredState, _ prior: PriorState, _ takeOver: TakeOver
    ) async throws -> ([Recovery], LiveIndex) {
        let refresher = Refresher(provider: environment.provider, time: environment.time)
        var live = try await refresher.refreshLists(desired: desired, prior: prior, everything: true)
        let marked = MarkedObjects(provider: environment.provider)
        while true {
            let index = LiveIndex(live.resources)
            let found = recoveries(desired, prior, index, takeOver)
            // Lists lag behind deletions, too.
            let gone = try await marked.missing(found.flatMap(\.candidates))
            guard !gone.isEmpty else { return (found, index) }
            live.resources.removeAll { gone.contains($0.id) }
        }
    }

    private func recoveries(
        _ desired: DesiredState, _ prior: PriorState, _ live: LiveIndex, _ takeOver: TakeOver
    ) -> [Recovery] {
        let rebuilt = StateRebuilder.found(
            prior, desired, live, MarkOwnership(prior, takeOver: takeOver))
        let single = rebuilt.records.compactMap { record in
            live[record.id].map { Recovery(record.address, $0, spare: rebuilt.spare[record.address] ?? []) }
        }
        let servers = Dictionary(
            (prior.records + rebuilt.records).filter { $0.address.kind == .server && live[$0.id] != nil }
                .map { ($0.address, $0.id) }
        ) { $1 }
        let several = rebuilt.ambiguous.map { found in
            Recovery(found, spare: rebuilt.spare[found.address] ?? [])
                .following(found.address.owner.flatMap { servers[$0] })
        }
        let found = Set((single + several).map(\.address))
        let beside = prior.records.compactMap { record -> Recovery? in
            guard record.standing != .deposed, !found.contains(record.address), let object = live[record.id],
                let spare = rebuilt.spare[record.address]
            else { return nil }
            return Recovery(record.address, object, spare: spare)
        }
        return single + several + beside + rebuilt.nameless.map(Self.nameless)
    }

    private static func nameless(_ object: LiveResource) -> Recovery {
        var address = Address.unknown(object)
        if object.kind.hasGenerations { address.generation = max(1, object.operation?.generation ?? 1) }
        return Recovery(address, object, isNameless: true)
    }

    /// A record whose object no longer exists gives way, and one whose object was released says so. Candidates that were not chosen become known, so that nothing uses
    /// or deletes them.
    private func changes(
        _ chosen: [Recovery], _ desired: DesiredState, _ prior: PriorState, _ live: LiveIndex
    ) -> RecordChanges {
        var changes = RecordChanges()
        var new: [ResourceRecord] = []
        let recorded = Dictionary(prior.records.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for recovery in chosen {
            let address = recovery.address
            let candidates = Set(recovery.candidates.map(\.id))
            for var old in prior.records
            where old.address == address && old.standing != .deposed && !candidates.contains(old.id) {
                if live[old.id] == nil {
                    changes.removals.append(RecordKey(address: address, id: old.id))
                } else {
                    old.standing = .released
                    changes.upserts.append(old)
                }
            }
            for (index, object) in recovery.candidates.enumerated() {
                if index == 0, recorded[object.id] != nil { continue }
                let old = recorded[object.id]
                if let old, old.address != address {
                    changes.removals.append(RecordKey(address: old.address, id: old.id))
                }
                var record =
                    old
                    ?? StateRebuilder.record(
                        of: object, at: address.series, in: desired.settings.project,
                        declared: desired[address.series])
                record.address = address
                record.awaitsMarks =
                    object.owner != Mark.owner(project: desired.settings.project, address: address)
                record.standing = recovery.standing(of: object)
                if old == nil { new.append(record) } else { changes.upserts.append(record) }
            }
        }
        StateRebuilder.nameDisks(of: &new, prior, live)
        changes.upserts += new
        return changes
    }
}
