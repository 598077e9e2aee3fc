import XimageCore

/// Decides about snapshots whose time is over, and those that an entry names.
struct SnapshotDecider {
    let world: World

    func decide(after earlier: Decisions) -> [Decision] {
        guard !world.options.isSnapshot else { return [] }
        let removals = Removals(world: world)
        return world.records.values.filter(\.isSnapshot).sorted { $0.address < $1.address }
            .compactMap { record -> Decision? in
                guard !world.isDeclaredByManifest(record.address.series), !earlier.removes(record.id) else {
                    return nil
                }
                guard let object = world.live[record.id] else {
                    // A series that exists has said so already.
                    guard world.declared[record.address.series] == nil else { return nil }
                    return GenerationRemovals(world: world).vanished(record)
                }
                if let removal = world.removal(of: record.address) {
                    switch removal.action {
                    case .forget:
                        return removals.forget(record, .noLongerDeclared, before: object.attributes)
                    case .delete:
                        return removals.delete(
                            record, object, .noLongerDeclared, consent: .removedEntry(removal.from))
                    }
                }
                guard let until = object.snapshotNote?.keepUntil, until <= world.readAt, world.isRefreshed
                else { return nil }
                return expire(record, object, until, after: earlier)
            }
    }

    /// Who asked for a snapshot with an end has consented to it, for the backup as well.
    private func expire(
        _ record: ResourceRecord, _ object: LiveResource, _ until: Timestamp, after earlier: Decisions
    ) -> Decision {
        let users = (world.imageUsers[record.address.series] ?? []).map {
            RuleArgument("\($0.0) is made from it", zh: "\($0.0) 用它创建")
        }
        var holders = Holders(world: world).of(record, object, users, after: earlier)
        if let blindness = Holders(world: world).blindness(in: object.region) { holders.append(blindness) }
        guard holders.isEmpty else { return Holders.keeps(record.address, in: record.region, holders) }
        var decision = Removals(world: world).delete(
            record, object, .snapshotOver(until), consent: .snapshotEnd, withBackup: true)
        if case .image(let facts) = object.facts { decision.facts.freedGiB = facts.capturedGiB }
        return decision
    }
}
