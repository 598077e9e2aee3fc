package import XimageCore
package import XimagePlanning

extension RuleCatalogue {
    /// Rules that check an attribute of one kind of object: those whose findings point at it in an example, and others by
    /// their ids.
    package static func rules(
        about attribute: AttributeName?, of kind: ResourceKind?, and others: [String]
    ) -> [RuleMetadata] {
        var ids = Set(others)
        if let attribute, let kind {
            for rule in examples
            where type(of: rule).violating.contains(where: { $0.points(at: attribute, of: kind) }) {
                ids.insert(type(of: rule).metadata.id)
            }
        }
        return metadata.filter { ids.contains($0.id) }
    }
}

extension RuleExample {
    fileprivate func points(at attribute: AttributeName, of kind: ResourceKind) -> Bool {
        marks.contains { mark in
            let parts = mark.split(separator: " ").map(String.init)
            return parts.count == 2 && Address(parts[0])?.kind == kind && AttributeName(parts[1]) == attribute
        }
    }
}
