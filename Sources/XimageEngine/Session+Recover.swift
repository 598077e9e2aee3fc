package import XimageCore
package import XimagePlanning
import XimageState

/// Objects that a state created and, being an older copy, does not know.
extension Session {
    /// One address with the objects that have its mark, the most likely one first.
    package struct Recovery: Sendable {
        package let address: Address
        /// At least one.
        package let candidates: [LiveResource]
        /// Whether nothing declares the object. State remembers its id, and leaves it alone.
        package var isNameless = false
    }

    /// Records the objects of the state's own lineage that it lacks. Changes nothing in the cloud.
    ///
    /// - Parameters:
    ///   - takeOver: whose objects are meant; `nil` for the state's own lineage.
    ///   - agree: shows what would be recorded, and asks. Not called when there is nothing to record.
    package func recover(
        _ desired: DesiredState, takeOver: TakeOver? = nil, _ applying: Applying,
        agree: @Sendable ([Recovery]) async -> Bool
    ) async throws -> [ResourceRecord] {
        _ = try await changeRecords(of: desired.settings, applying.holder, lockTimeout: applying.lockTimeout)
        {
            prior in
            guard let takeOver = takeOver ?? prior.identity.marks.map(TakeOver.lineage) else { return .none }
            let refresher = Refresher(provider: environment.provider, time: environment.time)
            let live = try await refresher.refreshLists(
                desired: desired, prior: prior, everything: true)
            let found = recoveries(desired, prior, LiveIndex(live.resources), takeOver)
            guard !found.isEmpty, await agree(found) else { return .none }
            return changes(found, desired, prior)
        }
        let store = try StateStore.openReadOnly(
            path: statePath, project: desired.settings.project, time: environment.time)
        defer { try? store?.close() }
        return try store?.prior().records ?? []
    }

    private func recoveries(
        _ desired: DesiredState, _ prior: PriorState, _ live: LiveIndex, _ takeOver: TakeOver
    ) -> [Recovery] {
        var known = prior
        // The object of an older record may have been replaced since.
        known.records.removeAll { live[$0.id] == nil }
        let rebuilt = StateRebuilder(
            project: desired.settings.project, ownership: MarkOwnership(known, takeOver: takeOver)
        ).rebuild(desired: desired, prior: known, live: live)
        let single = rebuilt.records.compactMap { record in
            live[record.id].map { Recovery(address: record.address, candidates: [$0]) }
        }
        let several = rebuilt.ambiguous.map { address, ids in
            let recorded = known.records.filter { $0.address == address && $0.standing == .current }.map(\.id)
            return Recovery(
                address: address,
                candidates: Set(ids + recorded).compactMap { live[$0] }.sorted(by: Self.precedes))
        }
        return (single + several + rebuilt.nameless.map(Self.nameless))
            .filter { !$0.candidates.isEmpty }.sorted { $0.address < $1.address }
    }

    /// The mark has a digest of the address alone.
    private static func nameless(_ object: LiveResource) -> Recovery {
        var address = Address(
            object.kind, "unknown", instance: .key(object.id),
            part: [.disk, .copy].contains(object.kind) ? "unknown" : nil)
        if object.kind == .image || object.kind == .copy {
            address.generation = max(1, object.operation?.generation ?? 1)
        }
        return Recovery(address: address, candidates: [object], isNameless: true)
    }

    /// Attached and complete objects first, then the newest.
    private static func precedes(_ a: LiveResource, _ b: LiveResource) -> Bool {
        func rank(_ object: LiveResource) -> (Int, Int) {
            let isAttached = object.kind != .disk || object.attributes[.server].string?.isEmpty == false
            return (isAttached ? 0 : 1, object.phase == .ready ? 0 : 1)
        }
        let (x, y) = (rank(a), rank(b))
        if x != y { return x < y }
        let (first, second) = (a.attributes[.createdAt].string ?? "", b.attributes[.createdAt].string ?? "")
        return first == second ? a.id < b.id : first > second
    }

    /// A record whose object no longer exists gives way. One that gives way to a better candidate stays known, so that nothing
    /// deletes its object.
    private func changes(_ found: [Recovery], _ desired: DesiredState, _ prior: PriorState) -> RecordChanges {
        var changes = RecordChanges()
        for recovery in found {
            let object = recovery.candidates[0]
            var record = StateRebuilder.record(
                of: object, at: recovery.address.series, declared: desired[recovery.address.series])
            record.address = recovery.address
            if recovery.isNameless { record.standing = .removed }
            for var old in prior.records where old.address == recovery.address && old.id != object.id {
                guard recovery.candidates.contains(where: { $0.id == old.id }) else {
                    changes.removals.append(RecordKey(address: old.address, id: old.id))
                    continue
                }
                old.standing = .removed
                changes.upserts.append(old)
            }
            if !prior.records.contains(where: { $0.id == object.id }) { changes.upserts.append(record) }
        }
        return changes
    }
}
