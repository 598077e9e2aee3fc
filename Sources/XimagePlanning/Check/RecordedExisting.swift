import XimageCore

/// Objects that state manages at addresses which the manifests declare as `existing`. What is only read is never changed or
/// deleted, and what is managed is: until somebody decides, the plan does neither.
enum RecordedExisting {
    static func findings(_ world: World) -> [Diagnostic] {
        guard !world.options.isSnapshot else { return [] }
        return world.records.values.sorted { $0.address < $1.address }.compactMap { record in
            let block = record.address.owner ?? record.address.series
            guard let declared = world.declared[block], declared.ownership != .managed else { return nil }
            return Diagnostic(
                .existingManaged,
                ["block": "\(block)", "object": "\(record.address)", "id": "\(record.id)"],
                address: record.address, subject: declared.origin)
        }
    }
}
