import XimageCore

/// Records of objects that need nothing.
enum RecordCare {
    /// Takes into a record what is declared and exists already; `nil` when there is nothing to take.
    ///
    /// - Parameters:
    ///   - declared: `nil` for a generation, whose record keeps what it was created from.
    ///   - type: of a disk that a generation captured, by its id, while it exists.
    static func caughtUp(
        _ record: ResourceRecord, _ object: LiveResource, _ drifted: [Drift.Difference], wanted: Attributes,
        _ resource: DesiredResource, declared: Attributes? = nil, type: (RemoteID) -> String? = { _ in nil }
    ) -> ResourceRecord? {
        var known = record
        known.rememberScope(object)
        known.rememberTypes(type)
        for difference in drifted where !wanted[difference.attribute].isEmpty {
            known.attributes[difference.attribute] = wanted[difference.attribute]
        }
        known.protect = resource.protect
        if let declared {
            known.declared = declared
            // What lists do not tell, such as security groups, only the look-up does. A successor is created from it.
            for name in declared.entries.map(\.name) where wanted[name] != .knownAfterApply {
                if known.attributes[name].isEmpty || record.declared[name] != declared[name] {
                    known.attributes[name] = wanted[name]
                }
            }
            known.dependencies = resource.attributes.references
        }
        if let details = resource.diskDetails { known.onRemove = details.onRemove }
        return known == record ? nil : known
    }
}
