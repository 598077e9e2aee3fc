internal import XimageCore

/// A value with the place it came from.
struct Given {
    var value: Value
    var range: SourceRange
}

/// What servers, vaults and images of one region leave out.
struct RegionDefaults {
    var zone: Given?
    var network: [AttributeName: Given] = [:]
    /// A map; `nil` for none.
    var tags: Given?
}

/// The `defaults` section, environments carried out.
struct Defaults {
    var region: Given?
    var general = RegionDefaults()
    var regions: [String: RegionDefaults] = [:]
    var agreements: Fields?
    private var known: [String: RegionDefaults] = [:]

    /// What images are made under that say nothing else.
    var accepted: Agreements {
        var result = Agreements()
        result.commitment = agreements?.text("commitment")
        result.disclaimer = agreements?.text("disclaimer")
        result.optimised = agreements?["optimised"]?.flag ?? false
        return result
    }

    /// The defaults of a region over the general ones. A zone counts only for the region it was given for.
    mutating func resolved(for region: Region) -> RegionDefaults {
        if let result = known[region] { return result }
        var result = general
        if self.region?.value.string != region { result.zone = nil }
        if let own = regions[region] {
            result.zone = own.zone ?? result.zone
            result.network.merge(own.network) { $1 }
            if let tags = own.tags {
                let merged = (result.tags?.value.map ?? [:]).merging(tags.value.map ?? [:]) { $1 }
                result.tags = Given(value: .map(merged), range: tags.range)
            }
        }
        known[region] = result
        return result
    }
}

extension ManifestSession {
    /// Checks one value of the top of a file.
    func checkTop(_ entry: Named?, in scope: Scope, path prefix: [String] = []) -> Item? {
        guard let entry, let field = ManifestTables.file[entry.name] else { return nil }
        path = prefix + [entry.name]
        defer { path = [] }
        return check(entry.value, field.type, field, in: scope).map {
            Item(datum: $0, place: entry.value.place)
        }
    }

    func readProvider(_ item: Item?) -> ProviderSettings? {
        guard let item else { return nil }
        if let word = item.text {
            return ProviderSettings.Kind(rawValue: word).map { ProviderSettings(kind: $0) }
        }
        guard let fields = item.fields else { return nil }
        var settings = ProviderSettings(kind: fields.text("type").flatMap { .init(rawValue: $0) } ?? .sandbox)
        settings.profile = fields.text("profile")
        settings.site = fields.text("site")
        settings.endpoints = fields.stringMap("endpoints") ?? [:]
        settings.projects = fields.stringMap("projects") ?? [:]
        settings.enterpriseProject = fields.text("enterpriseProject")
        return settings
    }

    func readState(_ item: Item?) -> StateSettings? {
        item?.fields.map { StateSettings(path: $0.text("path") ?? StateSettings().path) }
    }

    /// Reads entries of `defaults` over what is there.
    func readDefaults(
        _ entries: [Named], into defaults: inout Defaults, in scope: Scope, path prefix: [String]
    ) {
        let names = entries.map(\.name)
        let absent = ManifestTables.defaults.absent(from: names)
        if names.contains(where: { ManifestTables.defaults[$0] == nil }) {
            brokenDefaults.formUnion(given(names, in: ManifestTables.defaults))
        }
        for entry in entries {
            path = prefix
            guard
                let field = knownField(
                    entry.name, at: entry.keyPlace, in: ManifestTables.defaults, absent: absent)
            else { continue }
            path.append(entry.name)
            let before = errorCount
            let checked = check(entry.value, field.type, field, in: scope)
            if errorCount > before { brokenDefaults.insert(entry.name) }
            guard let datum = checked else { continue }
            let item = Item(datum: datum, place: entry.value.place)
            switch entry.name {
            case "region": defaults.region = given(item)
            case "regions":
                for region in item.map ?? [] {
                    guard let fields = region.item.fields else { continue }
                    read(fields, into: &defaults.regions[region.key, default: RegionDefaults()])
                }
            case "images":
                if let agreements = item.fields?["agreements"]?.fields { defaults.agreements = agreements }
            default:
                var fields = Fields(schema: ManifestTables.defaults, place: item.place)
                fields.entries = [.init(key: entry.name, keyPlace: entry.keyPlace, item: item)]
                read(fields, into: &defaults.general)
            }
        }
        path = []
    }

    private func read(_ fields: Fields, into defaults: inout RegionDefaults) {
        if let zone = fields["zone"] { defaults.zone = given(zone) }
        if let tags = fields["tags"], let map = fields.stringMap("tags") {
            let merged = (defaults.tags?.value.stringMap ?? [:]).merging(map) { $1 }
            defaults.tags = Given(value: .strings(merged), range: range(tags.place))
        }
        guard let network = fields["network"]?.fields else { return }
        for (key, name) in Self.networkAttributes {
            if let item = network[key] { defaults.network[name] = given(item) }
        }
    }

    /// Plain keys of `network` with their attributes.
    static let networkAttributes: [(String, AttributeName)] = ResourceSchema.of(.server).plain.compactMap {
        attribute in
        guard let key = attribute.key, key.block == "network" else { return nil }
        return (key.name, attribute.name)
    }

    func given(_ item: Item) -> Given? {
        value(item).map { Given(value: $0, range: range(item.place)) }
    }

    /// The attribute value of a checked item: texts, numbers, flags, lists and maps of texts.
    func value(_ item: Item) -> Value? {
        switch item.datum {
        case .flag(let flag): .bool(flag)
        case .number(let number): .int(number)
        case .text(let text): .string(text)
        case .secret(let text): .secret(Secret(text))
        case .list(let items): .list(items.compactMap(value))
        case .map(let entries):
            .map(
                Dictionary(entries.compactMap { entry in value(entry.item).map { (entry.key, $0) } }) {
                    first, _ in first
                })
        case .fields, .anything: nil
        }
    }
}
