import XimageCore

/// Records of objects that need nothing.
enum RecordCare {
    /// Takes into a record what is declared and exists already; `nil` when there is nothing to take.
    ///
    /// - Parameters:
    ///   - declared: `nil` for a generation, whose record keeps what it was created from.
    ///   - hasMarks: the object has the marks of its address.
    ///   - type: of a disk that a generation captured, by its id, while it exists.
    static func caughtUp(
        _ record: ResourceRecord, _ object: LiveResource, _ drifted: [Drift.Difference], wanted: Attributes,
        _ resource: DesiredResource, hasMarks: Bool, declared: Attributes? = nil,
        type: (RemoteID) -> String? = { _ in nil }
    ) -> ResourceRecord? {
        var known = record
        known.rememberScope(object)
        known.rememberTypes(type)
        let kind = record.address.kind
        for difference in drifted where !wanted[difference.attribute].isEmpty {
            // An object that was created with something else is not as declared.
            if ResourceSchema.of(kind)[difference.attribute]?.effect == .atCreation,
                !wanted[difference.attribute].matches(difference.live)
            {
                continue
            }
            known.attributes[difference.attribute] = wanted[difference.attribute]
        }
        for name in CreationOnly.shownOptions(kind)
        where CreationOnly.met(
            name, wanted: wanted[name], live: object.attributes[name], recorded: record.attributes[name])
        {
            known.attributes[name] = wanted[name]
        }
        for name in SharedKeys.names
        where ResourceSchema.of(kind)[name] != nil && object.attributes[name] != .null {
            let target = SharedKeys(name, foreignTags: wanted[.foreignTags]).target(
                wanted: wanted[name], live: object.attributes[name], recorded: record.attributes[name])
            if target.matches(object.attributes[name]), !wanted[name].matches(known.attributes[name]) {
                known.attributes[name] = wanted[name]
            }
        }
        known.protect = resource.protect
        if hasMarks { known.awaitsMarks = false }
        if known.standing == .incomplete, object.hasReadMarks { known.standing = .current }
        if let declared {
            known.declared = declared
            // What an answer leaves out, only the look-up tells. A successor is created from it.
            for name in LookupResolver.names where !declared[name].isEmpty && wanted[name] != .knownAfterApply
            {
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
