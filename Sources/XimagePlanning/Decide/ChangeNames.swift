package import XimageCore

extension Change {
    /// The same change, with the names that another one has of the ids it is about: which names are read depends on all that
    /// is planned.
    ///
    /// - Parameter object: the one that both are about.
    package func withNames(of other: Change, _ object: LiveResource) -> Change {
        guard var before, let named = other.before else { return self }
        for name in LookupResolver.names {
            // Groups that are listed by name alone are unknown without the names.
            let isUnread =
                before[name] == object.attributes[name] || name == .securityGroups && before[name] == .null
            if isUnread { before[name] = named[name] }
        }
        var change = self
        change.before = before
        return change
    }
}
