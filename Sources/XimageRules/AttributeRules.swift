package import XimageCore
package import XimagePlanning

extension RuleCatalogue {
    /// Rules that check an attribute of one kind of object, and others by their ids.
    package static func rules(
        about attribute: AttributeName?, of kind: ResourceKind?, and others: [String]
    ) -> [RuleMetadata] {
        var ids = Set(others)
        if let attribute, let kind {
            let wanted = "\(kind.rawValue).\(attribute)"
            for rule in examples.map({ type(of: $0) }) where rule.about.contains(wanted) {
                ids.insert(rule.metadata.id)
            }
        }
        return metadata.filter { ids.contains($0.id) }
    }
}
