import XimageCore

/// Snapshots whose time is over, and those that somebody wants to be rid of.
extension PlanBuilder {
    mutating func planSnapshots() {
        let all = records.values.filter(\.isSnapshot).sorted { $0.address < $1.address }
        for record in all where !isDeclaredByManifest(record.address.series) {
            guard let object = live[record.id] else {
                // A series that is there has said so already.
                if input.desired[record.address.series] == nil { forgetVanished(record) }
                continue
            }
            if let removal = removal(of: record.address) {
                remove(record, object, removal)
            } else if let until = object.snapshotNote?.keepUntil, until <= input.live.readAt,
                input.live.isRefreshed
            {
                expire(record, object, until)
            }
        }
    }

    /// Somebody may have a block of that name.
    func isDeclaredByManifest(_ series: Address) -> Bool {
        !Snapshot.contains(series) || input.desired[series]?.origin != nil
    }

    private mutating func remove(_ record: ResourceRecord, _ object: LiveResource, _ removal: Removal) {
        switch removal.action {
        case .forget: addForget(record, reason: .noLongerDeclared, before: object.attributes)
        case .delete:
            addDelete(record, reason: .noLongerDeclared, withBackup: false, risk: nil, edges: [])
        }
    }

    /// Who asked for a snapshot with an end has consented to it, for the backup as well.
    private mutating func expire(_ record: ResourceRecord, _ object: LiveResource, _ until: Timestamp) {
        let holders = holders(of: record, object, snapshotUsers(record))
        guard holders.isEmpty else { return note(held: record.address, holders) }
        addDelete(record, reason: .snapshotOver(until), withBackup: true, risk: nil, edges: [])
        if case .image(let facts) = object.facts { freed.add(facts.capturedGiB) }
    }

    private func snapshotUsers(_ record: ResourceRecord) -> [String] {
        (imageUsers[record.address.series] ?? []).map { "\($0.0) is made from it" }
    }
}
