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
    /// Applies when the object is created. A later change of the manifest is reported, and not carried out.
    case atCreation
    /// Says how ximage works with the object. Nothing of it is in the cloud.
    case setting
    /// Chosen by the cloud.
    case computed
}

/// One attribute of a resource type: the only place that says what it is. Tables, reader, defaults and expansion of
/// manifests, their JSON Schema and reference page, and the comparison follow from it.
package struct AttributeSchema: Hashable, Sendable {
    package let name: AttributeName
    package let effect: ChangeEffect
    /// Of the number, such as `GiB`; `nil` for anything that is no quantity.
    package let unit: String?
    /// `nil` when the cloud chooses the value, or when readers have a way of their own to it.
    package let key: ManifestKey?
    package let summary: Bilingual

    /// An attribute without a plain key.
    package static func attribute(
        _ name: AttributeName, _ effect: ChangeEffect, unit: String? = nil, _ summary: String,
        zh chinese: String
    ) -> AttributeSchema {
        AttributeSchema(
            name: name, effect: effect, unit: unit, key: nil, summary: Bilingual(summary, zh: chinese))
    }

    /// An attribute that manifests give under a plain key.
    /// - Parameter key: the name of the attribute when left out.
    package static func plain(
        _ name: AttributeName, _ effect: ChangeEffect, _ type: AttributeType, key: String? = nil,
        required: Bool = false, sensitive: Bool = false, late: [String] = [], rule: RuleWords? = nil,
        standard: Value = .null, example: String? = nil, _ summary: String,
        zh chinese: String
    ) -> AttributeSchema {
        let parts = (key ?? name.description).split(separator: ".").map(String.init)
        let key = ManifestKey(
            block: parts.count > 1 ? parts[0] : nil, name: parts[parts.count - 1], type: type,
            isRequired: required, isSensitive: sensitive, late: late, rule: rule, standard: standard,
            example: example)
        return AttributeSchema(
            name: name, effect: effect, unit: type.unit, key: key, summary: Bilingual(summary, zh: chinese))
    }
}

extension AttributeSchema {
    /// Whether it applies at creation only, may be left out, and answers of the service contain it.
    package var isShownOption: Bool {
        guard effect == .atCreation, let key else { return false }
        return !key.isRequired && !SecretTrace.names.contains(name)
    }

    /// Beside `tags`, of every kind that has them.
    package static let foreignTags = AttributeSchema.plain(
        .foreignTags, .setting, .choice(["keep", "remove"]), example: "remove",
        "`keep` (default) leaves tags alone that others set; `remove` takes them away.",
        zh: "`keep`（默认）保留他人设置的标签；`remove` 将其删除。")
}

/// In which order an object and its successor are made and removed.
package enum ReplaceOrder: String, Hashable, Sendable, Codable {
    case deleteBeforeCreate
    case createBeforeDestroy
}

/// The attribute table of one resource type.
package struct ResourceSchema: Sendable {
    package let kind: ResourceKind
    package let replaceOrder: ReplaceOrder
    /// Sorted by name.
    package let attributes: [AttributeSchema]
    /// Those with a plain key, in the order of the table, which is that of the reference page.
    package let plain: [AttributeSchema]
    /// Blocks that hold plain keys, such as `systemDisk`.
    package let blocks: Set<String>
    private let byName: [AttributeSchema?]
    private let byPath: [String: AttributeSchema]

    package init(kind: ResourceKind, replaceOrder: ReplaceOrder, attributes: [AttributeSchema]) {
        self.kind = kind
        self.replaceOrder = replaceOrder
        self.attributes = attributes.sorted { $0.name < $1.name }
        var byName = [AttributeSchema?](repeating: nil, count: AttributeName.allCases.count)
        for attribute in attributes { byName[Int(attribute.name.rawValue)] = attribute }
        self.byName = byName
        plain = attributes.filter { $0.key != nil }
        blocks = Set(plain.compactMap { $0.key?.block })
        byPath = Dictionary(
            uniqueKeysWithValues: plain.compactMap { attribute in attribute.key.map { ($0.path, attribute) } }
        )
    }

    /// `nil` when resources of this type have no such attribute.
    package subscript(name: AttributeName) -> AttributeSchema? { byName[Int(name.rawValue)] }

    /// The attribute of a plain key such as `size` or `systemDisk.size`; `nil` for keys with a reading of their own.
    package func attribute(at path: String) -> AttributeSchema? { byPath[path] }

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
