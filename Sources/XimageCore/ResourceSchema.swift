/// What happens to a resource when one of its attributes changes.
package enum ChangeEffect: String, Hashable, Sendable, Codable {
    /// The object is changed where it is.
    case inPlace
    /// Changed where it is, upwards only; less than now needs another object.
    case grows
    /// Changed where it is, to a faster kind only; any other needs another object. See ``DiskTypeLadder``.
    case upgrades
    /// Another object takes its place.
    case requiresReplace
    /// An image series gets a new generation; the older ones stay.
    case newGeneration
    /// Used when the object is made; later changes of the manifest are not carried out.
    case atCreation
    /// Chosen by the cloud.
    case computed
}

/// One attribute of a resource type.
package struct AttributeSchema: Hashable, Sendable {
    package let name: AttributeName
    package let effect: ChangeEffect
    /// Of the number, such as `GiB`; `nil` for anything that is no quantity.
    package let unit: String?
    package let summary: String

    package static func attribute(
        _ name: AttributeName, _ effect: ChangeEffect, unit: String? = nil, _ summary: String
    ) -> AttributeSchema {
        AttributeSchema(name: name, effect: effect, unit: unit, summary: summary)
    }
}

/// In which order an object and its successor are made and removed.
package enum ReplaceOrder: String, Hashable, Sendable, Codable {
    case deleteBeforeCreate
    case createBeforeDestroy
}

/// The attribute table of one resource type. It drives the comparison and the reference page.
package struct ResourceSchema: Sendable {
    package let kind: ResourceKind
    package let replaceOrder: ReplaceOrder
    /// Sorted by name.
    package let attributes: [AttributeSchema]
    private let byName: [AttributeSchema?]

    package init(kind: ResourceKind, replaceOrder: ReplaceOrder, attributes: [AttributeSchema]) {
        self.kind = kind
        self.replaceOrder = replaceOrder
        self.attributes = attributes.sorted { $0.name < $1.name }
        var byName = [AttributeSchema?](repeating: nil, count: AttributeName.allCases.count)
        for attribute in attributes { byName[Int(attribute.name.rawValue)] = attribute }
        self.byName = byName
    }

    /// `nil` when resources of this type have no such attribute.
    package subscript(name: AttributeName) -> AttributeSchema? { byName[Int(name.rawValue)] }

    package static func of(_ kind: ResourceKind) -> ResourceSchema {
        switch kind {
        case .vault: .vault
        case .server: .server
        case .disk: .disk
        case .image: .image
        case .copy: .copy
        }
    }
}
