internal import XimageCore

/// Plain keys, from the attribute tables.
extension ManifestTables {
    /// The plain keys of a resource type, in the order of its table.
    /// - Parameters:
    ///   - block: the block they are in, such as `systemDisk`; `nil` for the resource's own.
    ///   - others: keys with a reading of their own, by the attribute that they come after.
    static func keys(
        _ kind: ResourceKind, in block: String? = nil, then others: [AttributeName: [Field]] = [:]
    ) -> [Field] {
        ResourceSchema.of(kind).plain.flatMap { attribute in
            let own = attribute.key?.block == block ? [Field(attribute, of: kind)].compactMap { $0 } : []
            return own + (others[attribute.name] ?? [])
        }
    }
}

extension Field {
    /// `nil` for an attribute without a plain key.
    init?(_ attribute: AttributeSchema, of kind: ResourceKind) {
        guard let key = attribute.key else { return nil }
        self.init(
            key.name, FieldType(key, of: kind), required: key.isRequired, sensitive: key.isSensitive,
            late: key.late, rule: key.rule, example: key.example,
            attribute.summary.english, zh: attribute.summary.chinese)
    }
}

extension FieldType {
    init(_ key: ManifestKey, of kind: ResourceKind) {
        self =
            switch key.type {
            case .text: .text(.nonEmpty)
            case .region: .text(.region)
            case .ipAddress: .text(.ipAddress)
            case .name(let form): .text(.name(form, of: kind, rule: key.rule))
            case .description(let most, let lines): .text(.description(most, rule: key.rule, lines: lines))
            case .flag: .flag
            case .size(let range): .size(range)
            case .memory: .memory
            case .number(let range, _): .number(range)
            case .choice(let words): .choice(words)
            case .texts: .list(.text(.nonEmpty))
            case .pairs: .map(.nonEmpty, .text(.any))
            case .tags: ManifestTables.tags(key.rule)
            }
    }
}

extension TextForm {
    static func name(_ form: NameForm, of kind: ResourceKind, rule: RuleWords?) -> TextForm {
        TextForm(
            Bilingual("a \(kind.rawValue)'s name", zh: "\(kind.noun.chinese)名称"), example: form.example,
            pattern: named(form.others, form.length),
            rule: rule
        ) {
            NameFormat.problem(
                Expression.withoutPlaceholders($0), length: form.length, extra: form.others)
        }
    }

    static let vaultName = name(of: .vault)
    static let serverName = name(of: .server)
    static let diskName = name(of: .disk)

    private static func name(of kind: ResourceKind) -> TextForm {
        guard let key = ResourceSchema.of(kind)[.name]?.key, case .name(let form) = key.type else {
            preconditionFailure("This is a bug in ximage: \(kind) has no plain name")
        }
        return name(form, of: kind, rule: key.rule)
    }
}
