package import XimageCore

/// Keys of the manifest language by their paths, such as `servers.dataDisks.size`, from the tables that check manifests.
package enum KeyPages {
    /// Of a key, or of the block that it holds. The keys that people choose may stand between: `servers.web.flavor`. The empty
    /// path is a manifest file. `nil` for what is no key.
    package static func page(_ path: String) -> KeyPage? {
        guard !path.isEmpty else {
            var page = KeyPage(path: "", summary: ManifestTables.file.summary)
            page.keys = ManifestTables.file.fields.map(row)
            return page
        }
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let entry = entries.first { $0.path == parts } ?? entries.first { $0.matches(parts) }
        return entry.map(page)
    }

    /// The path that is most like a misspelt one; `nil` when none is near.
    package static func nearest(to path: String) -> String? {
        Nearest.word(to: path, in: paths)
    }

    /// In the order of the tables.
    package static var paths: [String] { entries.map { $0.path.joined(separator: ".") } }

    private static func page(_ entry: Entry) -> KeyPage {
        let field = entry.field
        var page = KeyPage(path: entry.path.joined(separator: "."), summary: field.summary)
        page.rules = field.type.rules + [field.rule?.id].compactMap(\.self)
        if case .refused(let words) = field.status {
            page.rules.append(words.id)
            return page
        }
        page.type = field.type.words
        page.limits = field.type.limits
        (page.isRequired, page.isSensitive) = (field.isRequired, field.isSensitive)
        page.example = field.example
        page.keys = field.type.blocks.flatMap(\.fields).map(row)
        guard let (kind, attribute, isOwn) = entry.attribute else { return page }
        (page.kind, page.attribute) = (kind, attribute.name)
        page.effect = ChangeReference.effect(attribute, kind)
        page.drift = ChangeReference.drift(attribute, kind)
        guard isOwn, let key = attribute.key else { return page }
        page.standard = text(key.standard)
        if case .number(_, let unit?) = key.type, let limits = page.limits {
            page.limits = RuleArgument(
                "\(limits.english) \(unit)", zh: "\(limits.chinese ?? limits.english) \(unit)")
        }
        return page
    }

    private static func row(_ field: Field) -> KeyPage.Row {
        KeyPage.Row(
            key: field.key,
            type: field.isOffered ? field.type.words : RuleArgument("not offered", zh: "不提供"),
            isRequired: field.isRequired, summary: field.summary)
    }

    private static func text(_ value: Value) -> String? {
        switch value {
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .string(let text): text
        default: nil
        }
    }

    // MARK: All keys

    /// Blocks whose keys become attributes of an object.
    private static func object(_ schema: BlockSchema) -> ResourceKind? {
        if schema === ManifestTables.vault { return .vault }
        if schema === ManifestTables.server { return .server }
        if schema === ManifestTables.dataDisk { return .disk }
        if schema === ManifestTables.image { return .image }
        return schema === ManifestTables.copy ? .copy : nil
    }

    private struct Entry {
        let path: [String]
        let field: Field
        /// Of each part, the keys beside it where people's own keys stand before it; `nil` where none does.
        let besides: [[String]?]
        let kind: ResourceKind?
        /// Inside the block of the object.
        let inner: [String]

        /// Whether it is the same path with keys that people chose. What is like a key of the language is none of those.
        func matches(_ given: [String]) -> Bool {
            var rest = given[...]
            for (part, besides) in zip(path, besides) {
                if let besides, let own = rest.first, own != part, Nearest.word(to: own, in: besides) == nil {
                    rest.removeFirst()
                }
                guard rest.first == part else { return false }
                rest.removeFirst()
            }
            return rest.isEmpty
        }

        /// The attribute of the key itself, or of the nearest block around it.
        var attribute: (ResourceKind, AttributeSchema, isOwn: Bool)? {
            guard let kind else { return nil }
            let schema = ResourceSchema.of(kind)
            for length in stride(from: inner.count, to: 0, by: -1) {
                let path = inner.prefix(length).joined(separator: ".")
                let name = kind == .copy && path == "vault" ? AttributeName.targetVault : AttributeName(path)
                if let found = schema.attribute(at: path) ?? name.flatMap({ schema[$0] }) {
                    return (kind, found, length == inner.count)
                }
            }
            return nil
        }
    }

    private static let entries: [Entry] = {
        var entries: [Entry] = []
        func collect(
            _ schema: BlockSchema, below path: [String], _ besides: [[String]?], hasOwnKeys: Bool,
            _ kind: ResourceKind?, _ inner: [String]
        ) {
            let keys = schema.fields.map(\.key)
            for field in schema.fields {
                let entry = Entry(
                    path: path + [field.key], field: field, besides: besides + [hasOwnKeys ? keys : nil],
                    kind: kind, inner: inner + [field.key])
                entries.append(entry)
                for block in field.type.blocks {
                    let object = object(block)
                    collect(
                        block, below: entry.path, entry.besides, hasOwnKeys: field.type.hasOwnKeys,
                        object ?? kind, object == nil ? entry.inner : [])
                }
            }
        }
        collect(ManifestTables.file, below: [], [], hasOwnKeys: false, nil, [])
        return entries
    }()
}
