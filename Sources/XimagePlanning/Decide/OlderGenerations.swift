import XimageCore

/// Decides about generations that a series keeps beside its current one: they stay as they were created, so that what someone
/// else changed of them is changed back.
struct OlderGenerations {
    let world: World

    /// - Parameter earlier: after everything that deletes generations.
    func decide(after earlier: Decisions) -> [Decision] {
        guard world.isRefreshed else { return [] }
        return world.generations.sorted { $0.key < $1.key }.flatMap { series, records -> [Decision] in
            guard let resource = world.declared[series], resource.ownership == .managed else { return [] }
            let current = earlier.currentGeneration(series)
            return records.compactMap { record in
                guard record.standing == .current, record.address.generation != current,
                    !earlier.removes(record.id), let object = world.live[record.id], object.phase == .ready
                else { return nil }
                return restored(record, object, resource)
            }
        }
    }

    private func restored(
        _ record: ResourceRecord, _ object: LiveResource, _ resource: DesiredResource
    ) -> Decision? {
        let foreignTags = resource.attributes[.foreignTags]
        let differences = Differ(record.address.kind, foreignTags: foreignTags).differences(
            wanted: record.attributes, live: object.attributes, recorded: record.attributes
        ).filter { $0.effect == .inPlace }
        let lacksMarks = world.isMarkedElse(record, object)
        guard !differences.isEmpty || lacksMarks else { return nil }
        var (changes, current, shown): (Attributes, Attributes, Attributes) = ([:], [:], [:])
        for difference in differences {
            changes[difference.attribute] = difference.wanted
            current[difference.attribute] = object.attributes[difference.attribute]
            shown[difference.attribute] = difference.wanted
        }
        var after = record
        after.awaitsMarks = false
        var step = UpdateStep(id: object.id, changes: changes, current: current, record: after)
        step.retags = lacksMarks
        return Decision(
            record.address, in: object.region, .update(step),
            change: Change(
                address: record.address, region: object.region, action: .update, id: object.id,
                before: world.readable(object), after: shown, differences: differences.map(\.attribute),
                reason: .attributesDiffer, notes: Updating.notes(differences), origin: resource.origin))
    }
}
