package import XimageCore

/// Desired state as a manifest: what `validate --expand` prints. Loops, expressions and defaults are carried out, each
/// instance stands under its own key (`'web["blue"]'`), and what is read back is the same desired state. Sensitive
/// values are never written: each one becomes a sensitive variable, to be given again.
package enum ExpandedText {
    package struct Result: Sendable {
        package var text: String
        /// Values of the variables that the text needs, by name.
        package var secrets: [String: Secret]
    }

    /// - Parameter sensitive: values of the set's sensitive variables by name; others get names of their own.
    package static func expand(_ desired: DesiredState, sensitive: [String: Secret] = [:]) -> Result {
        var expansion = Expansion(desired, SecretNames(sensitive))
        let sections = expansion.sections()
        let secrets = expansion.secrets.used
        return Result(
            text: head(desired, hasSecrets: !secrets.isEmpty) + OutputNode.map(sections).document(),
            secrets: Dictionary(secrets.map { ($0.name, $0.secret) }) { first, _ in first })
    }

    /// The `servers` section alone, for files that are added to a set.
    /// - Parameter resources: servers without secrets, and their data disks, as desired state holds them.
    package static func servers(_ resources: [DesiredResource], settings: ProjectSettings) -> String {
        let sorted = resources.sorted { $0.address < $1.address }
        let desired = DesiredState(settings: settings, resources: sorted)
        var expansion = Expansion(desired, SecretNames([:]))
        return OutputNode.map([("servers", .map(expansion.servers()))]).document()
    }

    private static func head(_ desired: DesiredState, hasSecrets: Bool) -> String {
        var text = "# Expanded: loops, expressions and defaults are carried out.\n"
        if let environment = desired.settings.environment {
            text +=
                "# Of the environment \(Shown.text(environment)); read it with --env \(Shown.text(environment)).\n"
        }
        if hasSecrets {
            text += "# Sensitive values are left out; give them with --var or XIMAGE_VAR_<name>.\n"
        }
        return text
    }
}

/// Names of the variables that stand for sensitive values.
struct SecretNames {
    private var names: [Secret: String] = [:]
    private var taken: Set<String>
    private var counts: [String: Int] = [:]
    private var usedNames: Set<String> = []
    /// In the order of first use.
    private(set) var used: [(name: String, secret: Secret)] = []

    init(_ known: [String: Secret]) {
        taken = Set(known.keys)
        for (name, secret) in known.sorted(by: { $0.key > $1.key }) { names[secret] = name }
    }

    mutating func name(of secret: Secret, proposal: String) -> String {
        let name = names[secret] ?? free(proposal)
        names[secret] = name
        if usedNames.insert(name).inserted { used.append((name, secret)) }
        return name
    }

    /// The proposal as a variable's name, numbered when it is taken.
    private mutating func free(_ proposal: String) -> String {
        let safe = String(proposal.map { $0 == "-" ? "_" : $0 }.prefix(50))
        var name = safe
        while !taken.insert(name).inserted {
            counts[safe, default: 1] += 1
            name = "\(safe)_\(counts[safe, default: 1])"
        }
        return name
    }
}

/// Desired state -> sections.
private struct Expansion {
    typealias Entries = [(String, OutputNode)]

    let desired: DesiredState
    var secrets: SecretNames
    private var copies: [Address: [DesiredResource]] = [:]
    private var words: [Address: [Acknowledgement]] = [:]

    init(_ desired: DesiredState, _ secrets: SecretNames) {
        self.desired = desired
        self.secrets = secrets
        for resource in desired.resources {
            if case .copy(let copy) = resource.details { copies[copy.image, default: []].append(resource) }
        }
        for word in desired.acknowledgements where !word.only.isEmpty {
            words[word.target, default: []].append(word)
        }
    }

    mutating func sections() -> Entries {
        let settings = desired.settings
        var result: Entries = [("version", .number(1)), ("project", .text(settings.project))]
        result.append(("provider", OutputNode.provider(settings.provider)))
        result.append(("state", .map([("path", .text(settings.state.path))])))
        result.append(
            ("policy", .map(PolicyTopic.allCases.map { ($0.rawValue, .text(settings.policy[$0])) })))
        if let region = defaultRegion { result.append(("defaults", .map([("region", .text(region))]))) }
        var named: Entries = []
        for (section, kind) in [("vaults", ResourceKind.vault), ("servers", .server), ("images", .image)] {
            var blocks: Entries = []
            for resource in desired.resources where resource.address.kind == kind {
                blocks.append((resource.address.reference, block(resource)))
            }
            if kind == .image {
                for found in desired.selections {
                    blocks.append((found.image.address.reference, selection(found)))
                }
            }
            if !blocks.isEmpty { named.append((section, .map(blocks))) }
        }
        if !secrets.used.isEmpty {
            let variables = secrets.used.map { ($0.name, OutputNode.map([("sensitive", .flag(true))])) }
            result.append(("variables", .map(variables)))
        }
        if let environment = settings.environment {
            result.append(("environments", .map([(environment, .map([]))])))
        }
        return result + named + lists()
    }

    mutating func servers() -> Entries {
        desired.resources.filter { $0.address.kind == .server }.map { ($0.address.reference, block($0)) }
    }

    /// Sources that are not declared are looked for in the default region.
    private var defaultRegion: Region? {
        desired.resources.first { $0.address.kind == .image && $0.attributes[.source].reference == nil }?
            .region
    }

    private func lists() -> Entries {
        var result: Entries = []
        if !desired.removals.isEmpty {
            let items = desired.removals.map { removal in
                OutputNode.options([
                    ("from", .address(removal.from)), ("action", .text(removal.action.rawValue)),
                    ("reason", removal.reason.map { .text($0) }),
                ])
            }
            result.append(("removed", .list(items)))
        }
        if !desired.moves.isEmpty {
            let items = desired.moves.map {
                OutputNode.map([("from", .address($0.from)), ("to", .address($0.to))])
            }
            result.append(("moved", .list(items)))
        }
        let general = desired.acknowledgements.filter(\.only.isEmpty)
        if !general.isEmpty {
            let items = general.map { word in
                OutputNode.options([
                    ("target", .address(word.target)), ("key", .text(word.key)),
                    ("reason", word.reason.map { .text($0) }), ("until", word.until.map { .text($0) }),
                ])
            }
            result.append(("acknowledge", .list(items)))
        }
        return result
    }

    private mutating func block(_ resource: DesiredResource) -> OutputNode {
        switch resource.address.kind {
        case .server: .map(server(resource))
        case .image: .map(image(resource, from: source(resource)))
        default: .map(vault(resource))
        }
    }
}

// MARK: Vaults and servers

extension Expansion {
    private mutating func vault(_ vault: DesiredResource) -> Entries {
        keys(of: vault, ManifestTables.vault, ownership(vault) + protect(vault))
    }

    /// The keys of a resource in the order of its table: the plain ones from its attributes, the others as given.
    private mutating func keys(of resource: DesiredResource, _ table: BlockSchema, _ others: Entries)
        -> Entries
    {
        let schema = ResourceSchema.of(resource.address.kind)
        let written = Dictionary(others) { first, _ in first }
        var result: Entries = []
        for field in table.fields {
            if let node = written[field.key] {
                result.append((field.key, node))
            } else if schema.blocks.contains(field.key) {
                let parts: Entries = schema.plain.compactMap { attribute in
                    guard let key = attribute.key, key.block == field.key else { return nil }
                    return node(resource, attribute).map { (key.name, $0) }
                }
                if !parts.isEmpty { result.append((field.key, .map(parts))) }
            } else if let attribute = schema.attribute(at: field.key) ?? sensitive(field, schema),
                let node = node(resource, attribute)
            {
                result.append((field.key, node))
            }
        }
        return result
    }

    /// Sensitive keys become variables, however they are read.
    private func sensitive(_ field: Field, _ schema: ResourceSchema) -> AttributeSchema? {
        field.isSensitive ? AttributeName(field.key).flatMap { schema[$0] } : nil
    }

    /// `nil` when the attribute is not set.
    private mutating func node(_ resource: DesiredResource, _ attribute: AttributeSchema) -> OutputNode? {
        switch resource.attributes[attribute.name] {
        case .null: return nil
        case .secret(let secret):
            let proposal = "\(resource.address.name)_\(attribute.name)"
            return .template("${var.\(secrets.name(of: secret, proposal: proposal))}")
        case .string(let text) where attribute.key?.late.isEmpty == false: return .template(text)
        case let value: return OutputNode(value, unit: attribute.unit)
        }
    }

    private func ownership(_ resource: DesiredResource) -> Entries {
        switch resource.ownership {
        case .managed: []
        case .existing(.id(let id)): [("existing", .map([("id", .text(id))]))]
        case .existing(.name(let name, _)): [("existing", .map([("name", .text(name))]))]
        }
    }

    private func protect(_ resource: DesiredResource) -> Entries {
        resource.protect ? [("protect", .flag(true))] : []
    }

    private mutating func server(_ server: DesiredResource) -> Entries {
        guard case .server(let details) = server.details else { return [] }
        let options = details.options?.content
        var others = ownership(server) + zone(server, options) + serverImage(server, options)
        if !details.disks.isEmpty {
            others.append(("dataDisks", .map(details.disks.map { ($0.part ?? "", dataDisk($0)) })))
        }
        return keys(of: server, ManifestTables.server, others)
            + OutputNode.serverOptions(options, folder: desired.settings.folder) + protect(server)
    }

    private func zone(_ server: DesiredResource, _ options: ServerOptions?) -> Entries {
        guard let own = server.attributes[.zone].string else { return [] }
        guard let zones = options?.zones, !zones.isEmpty else { return [("zone", .text(own))] }
        return [("zone", .map([("spread", .texts(zones)), ("first", .text(own))]))]
    }

    private func serverImage(_ server: DesiredResource, _ options: ServerOptions?) -> Entries {
        var entries: Entries = []
        switch server.attributes[.image] {
        case .reference(let address): entries = [("from", .text(address.reference))]
        case .map(let look): entries = look.sorted { $0.key < $1.key }.map { ($0.key, OutputNode($0.value)) }
        default: return []
        }
        switch options?.imageGeneration {
        case nil, .newest: break
        case .previous: entries.append(("generation", .text("previous")))
        case .number(let number): entries.append(("generation", .number(number)))
        }
        return [("image", .map(entries))]
    }

    private mutating func dataDisk(_ address: Address) -> OutputNode {
        guard let disk = desired[address], case .disk(let details) = disk.details else { return .map([]) }
        var others: Entries = [("onRemove", .text(details.onRemove.rawValue))]
        switch details.source {
        case .automatic: break
        case .blank: others.append(("from", .text("blank")))
        case .imageDisk(let key): others.append(("from", .map([("imageDisk", .text(key))])))
        }
        return .map(keys(of: disk, ManifestTables.dataDisk, others + protect(disk)))
    }
}

// MARK: Images and copies

extension Expansion {
    private func source(_ image: DesiredResource) -> OutputNode {
        var entries: Entries = []
        switch image.attributes[.source] {
        case .reference(let server): entries.append(("server", .text(server.reference)))
        case .map(let look): entries.append(("server", .map([("id", OutputNode(look["id"] ?? .null))])))
        default: break
        }
        switch image.attributes[.sourceDisk] {
        case .reference(let disk): entries.append(("disk", .text(disk.part ?? "")))
        case .string(let key): entries.append(("disk", .text(key)))
        default: break
        }
        if let backup = image.attributes[.sourceBackup].string { entries.append(("backup", .text(backup))) }
        return .map(entries)
    }

    private mutating func selection(_ selection: ImageSelection) -> OutputNode {
        var entries: Entries = [("live", .selector(selection.selector))]
        if let except = selection.except { entries.append(("except", .selector(except))) }
        if selection.minimum != nil || selection.maximum != nil {
            let bounds = OutputNode.options([
                ("min", selection.minimum.map { .number($0) }),
                ("max", selection.maximum.map { .number($0) }),
            ])
            entries.append(("expect", bounds))
        }
        return .map(
            image(selection.image, from: .map([("servers", .map(entries))]), copies: selection.copies))
    }

    private mutating func image(
        _ image: DesiredResource, from: OutputNode, copies own: [DesiredResource]? = nil
    )
        -> Entries
    {
        guard case .image(let details) = image.details else { return [] }
        let options = details.options?.content
        let others =
            [("from", from)] + vaultChoice(image, options) + [("name", .template(details.nameTemplate))]
        var result = keys(of: image, ManifestTables.image, others)
        let agreements = OutputNode.entries([
            ("commitment", details.commitment.map { .text($0) }),
            ("disclaimer", details.disclaimer.map { .text($0) }),
            ("optimised", details.optimised ? .flag(true) : nil),
        ])
        if !agreements.isEmpty { result.append(("agreements", .map(agreements))) }
        result += OutputNode.imageOptions(options, folder: desired.settings.folder)
        let copies = own ?? copies[image.address] ?? []
        if !copies.isEmpty {
            result.append(("copies", .map(copies.map { ($0.address.part ?? "", copy($0)) })))
        }
        if let own = words[image.address] { result.append(("acknowledge", .list(own.map(acknowledgement)))) }
        return result + protect(image)
    }

    private func acknowledgement(_ word: Acknowledgement) -> OutputNode {
        .options([
            ("key", .text(word.key)), ("for", .texts(word.only)), ("reason", word.reason.map { .text($0) }),
            ("until", word.until.map { .text($0) }),
        ])
    }

    private func vaultChoice(_ image: DesiredResource, _ options: ImageOptions?) -> Entries {
        switch options?.vaultChoice {
        case .pool(let vaults)?:
            return vaults.first.map { [("vault", .text($0.name))] } ?? []
        case .bound(let vaults)?:
            let others = vaults.map(\.reference)
            return [("vault", .map([("bound", .flag(true)), ("else", .texts(others))]))]
        case .named?, nil:
            return image.attributes[.vault].reference.map { [("vault", .text($0.reference))] } ?? []
        }
    }

    private mutating func copy(_ copy: DesiredResource) -> OutputNode {
        guard case .copy(let details) = copy.details else { return .map([]) }
        let others = OutputNode.entries([
            ("vault", copy.attributes[.targetVault].reference.map { .text($0.reference) }),
            ("name", details.nameTemplate.map { .template($0) }),
            ("retention", details.retention.map { .retention($0) }),
            (
                "only",
                details.onlyTags.isEmpty ? nil : .map([("tags", .textLists(details.onlyTags))])
            ),
        ])
        var result = keys(of: copy, ManifestTables.copy, others)
        if let timeouts = details.timeouts { result.append(("timeouts", .timeouts(timeouts))) }
        return .map(result + protect(copy))
    }
}

extension Address {
    /// As references write it: without the kind.
    var reference: String { String(description.dropFirst(kind.rawValue.count + 1)) }
}
