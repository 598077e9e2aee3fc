internal import XimageCore

/// A resource while it is being put together.
struct Draft {
    var attributes = Attributes()
    var origins = AttributeOrigins()
    var protect = false

    mutating func set(_ name: AttributeName, _ value: Value?, _ range: SourceRange) {
        guard let value else { return }
        attributes[name] = value
        origins[name] = range
    }

    mutating func fill(_ name: AttributeName, _ given: Given?) {
        guard let given, attributes[name] == .null else { return }
        attributes[name] = given.value
        origins[name] = given.range
    }

    /// Fills in what the table of a resource type has as default.
    mutating func fillStandards(of kind: ResourceKind) {
        for attribute in ResourceSchema.of(kind).plain {
            if let key = attribute.key, key.standard != .null { fill(attribute.name, key.standard) }
        }
    }

    mutating func fill(_ name: AttributeName, _ value: Value) {
        if attributes[name] == .null { attributes[name] = value }
    }
}

extension ManifestSession {
    /// Sets what a plain key gives, or all plain keys of a block such as `systemDisk`.
    /// - Returns: whether it was one of them; other keys have a reading of their own.
    func setPlain(_ entry: Fields.Entry, of kind: ResourceKind, in draft: inout Draft) -> Bool {
        let schema = ResourceSchema.of(kind)
        if let attribute = schema.attribute(at: entry.key) {
            set(attribute.name, entry.item, in: &draft)
            return true
        }
        guard schema.blocks.contains(entry.key) else { return false }
        for part in entry.item.fields?.entries ?? [] {
            guard let attribute = schema.attribute(at: "\(entry.key).\(part.key)") else { continue }
            set(attribute.name, part.item, in: &draft)
        }
        return true
    }

    func set(_ name: AttributeName, _ item: Item, in draft: inout Draft) {
        draft.set(name, value(item), range(item.place))
    }

    /// Adds default tags and holds the limit of the services: ten, of which two are ours.
    func finishTags(_ draft: inout Draft, defaults: Given?, of kind: ResourceKind, address: Address) {
        if let defaults {
            if let own = draft.attributes[.tags].map {
                draft.attributes[.tags] = .map((defaults.value.map ?? [:]).merging(own) { $1 })
            } else {
                draft.fill(.tags, defaults)
            }
        }
        guard let words = ResourceSchema.of(kind)[.tags]?.key?.rule, let tags = draft.attributes[.tags].map,
            let (key, reason) = NameFormat.crowd(of: tags)
        else { return }
        diagnostics.append(
            Diagnostic(
                words, ["object": "\(address)", "key": "\(key)", "field": "`tags`", "reason": reason],
                address: address, subject: draft.origins[.tags]))
    }

    /// Reports a name that was put together and does not fit the service's rules.
    func checkName(_ draft: Draft, _ form: TextForm, address: Address, at place: Place) {
        guard let name = draft.attributes[.name].string else { return }
        checkName(name, form, address: address, at: draft.origins[.name] ?? range(place))
    }

    /// - Parameter form: one with a rule.
    func checkName(_ name: String, _ form: TextForm, address: Address, at place: SourceRange) {
        guard let words = form.rule, let fault = form.fault(name) else { return }
        diagnostics.append(
            Diagnostic(
                words,
                [
                    "name": RuleArgument(Shown.text(name, most: 80)), "object": "\(address)",
                    "field": "`name`",
                    "reason": fault,
                ], address: address, subject: place))
    }

    /// Reports what is neither given nor in the defaults.
    func require(
        _ needed: [(AttributeName, Bilingual)], of draft: Draft, excused: Set<AttributeName>,
        address: Address,
        at place: Place, region: Region
    ) {
        guard !isIncomplete else { return }
        for (name, fix) in needed where draft.attributes[name] == .null && !excused.contains(name) {
            diagnostics.append(
                Diagnostic(
                    .noDefault,
                    [
                        "object": "\(address)", "key": "\(name)", "region": "\(region)",
                        "fix": RuleArgument(fix),
                    ], address: address, subject: range(place), remark: .missing(name.description)))
        }
    }

    func reportNoRegion(_ address: Address, at place: Place) {
        guard !isIncomplete, !brokenDefaults.contains("region") else { return }
        report(
            .noRegion, ["object": "\(address)"], address: address, at: place, remark: .missing("region"))
    }

    static func defaultName(_ project: String, _ key: String, _ instance: InstanceKey?) -> String {
        switch instance {
        case nil: "\(project)-\(key)"
        case .key(let text)?: "\(project)-\(key)-\(text)"
        case .index(let index)?: "\(project)-\(key)-\(index)"
        }
    }

    func lookup(_ fields: Fields, zone: String?) -> ExistingLookup? {
        if let id = fields.text("id") { return .id(id) }
        return fields.text("name").map { .name($0, zone: zone) }
    }
}
