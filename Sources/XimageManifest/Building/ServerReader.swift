internal import XimageCore

/// A server while it is being put together.
struct ServerDraft {
    var base = Draft()
    var zones: [String]?
    /// The zone of the spread that comes first.
    var firstZone: Item?
    var options: ServerOptions?
    var acknowledgements: [Item] = []
    var disks: [DiskDraft] = []
    var lookup: Fields?
}

struct DiskDraft {
    var key: String
    var keyPlace: Place
    var base = Draft()
    var onRemove = DiskDetails.Removal.keep
    /// Written, rightly or wrongly.
    var hasSize = false
    var source = DiskSource.automatic
}

extension ManifestBuilder {
    func readServers() {
        session.path = ["servers"]
        for block in sections.blocks("servers") {
            guard declare(.server, block) else { continue }
            guard let template = session.blockTemplate(block, ManifestTables.server, kind: .server, in: scope)
            else {
                breaks(.server, block)
                continue
            }
            let before = session.errorCount
            checkExisting(template)
            checkLogin(template)
            var prototype = ServerDraft()
            apply(template.fixed, to: &prototype, of: template.address)
            finishServers(prototype, template, weight: weight(of: template, prototype))
            if session.errorCount > before { breaks(.server, block) }
        }
        session.path = []
    }

    /// The server and its data disks.
    private func weight(of template: BlockTemplate, _ prototype: ServerDraft) -> Int {
        let disks = template.varying.first { $0.field.key == "dataDisks" }.map {
            session.entries($0.value).count
        }
        return 1 + (disks ?? prototype.disks.count)
    }

    private func checkLogin(_ template: BlockTemplate) {
        guard template.has("keyPair"), template.has("adminPassword") else { return }
        session.report(
            .adminPassword, ["server": "\(template.address)", "reason": .keyPairBeside],
            address: template.address, at: template.block.keyPlace)
    }

    private func apply(_ fields: Fields, to draft: inout ServerDraft, of address: Address) {
        for entry in fields.entries where !session.setPlain(entry, of: .server, in: &draft.base) {
            let item = entry.item
            switch entry.key {
            case "zone":
                if let spread = item.fields {
                    draft.zones = spread.texts("spread")
                    draft.firstZone = spread["first"]
                } else {
                    session.set(.zone, item, in: &draft.base)
                }
            case "image": applyImage(item, to: &draft)
            case "userData": applyUserData(item, to: &draft.base, address)
            case "dataDisks": draft.disks = (item.map ?? []).map(diskDraft)
            case "acknowledge": draft.acknowledgements = item.list ?? []
            case "protect": draft.base.protect = item.flag ?? false
            case "existing": draft.lookup = item.fields
            default: applyOption(entry.key, item, to: &draft)
            }
        }
    }

    private func applyOption(_ key: String, _ item: Item, to draft: inout ServerDraft) {
        var options = draft.options ?? ServerOptions()
        switch key {
        case "labels":
            options.labels = Dictionary(
                (item.map ?? []).compactMap { entry in entry.item.text.map { (entry.key, $0) } }
            ) { first, _ in first }
        case "workload": options.workload = item.text
        case "guest": options.guest = guestSettings(item)
        case "settled": options.settled = settledCondition(item)
        case "recreateOn": options.recreateOn = item.texts ?? []
        case "onNewImage": options.onNewImage = item.text.flatMap { .init(rawValue: $0) } ?? .keep
        case "onReplace": options.onReplace = item.text.flatMap { .init(rawValue: $0) } ?? .reattach
        case "rollout": options.rollout = rollout(item)
        case "timeouts": options.timeouts = timeouts(item)
        default: return
        }
        draft.options = options
    }

    private func applyImage(_ item: Item, to server: inout ServerDraft) {
        guard let fields = item.fields else { return }
        if let generation = fields["generation"] {
            var options = server.options ?? ServerOptions()
            options.imageGeneration =
                generation.number.map { .number($0) } ?? (generation.text == "previous" ? .previous : .newest)
            server.options = options
            if !fields.has("from") {
                session.report(.generationWithoutSeries, at: generation.place)
            }
        }
        var draft = server.base
        defer { server.base = draft }
        if let name = fields["name"], let text = name.text {
            draft.set(.image, .map(["name": .string(text)]), session.range(name.place))
        } else if let id = fields["id"], let text = id.text {
            draft.set(.image, .map(["id": .string(text)]), session.range(id.place))
        } else if let from = fields["from"], let text = from.text,
            let address = Address("image.\(text)") ?? Address("copy.\(text)")
        {
            draft.set(.image, .reference(address), session.range(from.place))
            imageReferences.append((address, from.place))
        }
    }

    private func applyUserData(_ item: Item, to draft: inout Draft, _ address: Address) {
        switch item.datum {
        case .secret(let text), .text(let text):
            if checkUserData(text.utf8.count, address, at: item.place) {
                draft.set(.userData, .secret(Secret(text)), session.range(item.place))
            }
        case .fields(let fields):
            guard let file = fields["file"], let path = file.textOrSecret else { return }
            guard let text = readText(path, besides: file.place, of: address) else { return }
            if checkUserData(text.utf8.count, address, at: file.place) {
                draft.set(.userData, .secret(Secret(text)), session.range(file.place))
            }
        default: break
        }
    }

    private func checkUserData(_ size: Int, _ address: Address, at place: Place) -> Bool {
        guard size > Limits.userData else { return true }
        session.report(
            .userDataTooLong, ["server": "\(address)", "size": "\((size + 1023) / 1024)"], address: address,
            at: place)
        return false
    }

    private func diskDraft(_ entry: MapEntry) -> DiskDraft {
        var draft = DiskDraft(key: entry.key, keyPlace: entry.keyPlace)
        draft.hasSize = entry.item.fields?.given.contains("size") == true
        for field in entry.item.fields?.entries ?? []
        where !session.setPlain(field, of: .disk, in: &draft.base) {
            switch field.key {
            case "onRemove": draft.onRemove = field.item.text.flatMap { .init(rawValue: $0) } ?? .keep
            case "protect": draft.base.protect = field.item.flag ?? false
            case "from":
                if let key = field.item.fields?.text("imageDisk") { draft.source = .imageDisk(key) }
                if field.item.text == "blank" { draft.source = .blank }
            default: break
            }
        }
        return draft
    }
}

extension Item {
    /// Texts of sensitive fields, for uses that show nothing.
    var textOrSecret: String? {
        switch datum {
        case .text(let text), .secret(let text): text
        default: nil
        }
    }
}

// MARK: Instances

extension ManifestBuilder {
    func finishServer(_ prototype: ServerDraft, _ template: BlockTemplate, _ instance: Instance) {
        var draft = prototype
        var address = template.address
        address.instance = instance.key
        let place = template.block.keyPlace
        guard let scope = placeServer(&draft, template, instance, address) else {
            return breaks(.server, template.block)
        }
        if !template.varying.isEmpty {
            let rest = session.varyingFields(template, where: { !Self.placingKeys.contains($0) }, in: scope)
            apply(rest, to: &draft, of: address)
        }
        guard let region = draft.base.attributes[.region].string else { return }
        if let fields = draft.lookup {
            guard let found = session.lookup(fields, zone: draft.base.attributes[.zone].string) else {
                return breaks(.server, template.block)
            }
            appendServer(draft, address, region, place, ownership: .existing(found))
            return
        }
        let regional = defaults.resolved(for: region)
        draft.base.fill(
            .name, .string(ManifestSession.defaultName(scope.project, address.name, instance.key)))
        draft.base.fillStandards(of: .server)
        draft.base.fill(.enterpriseProject, enterpriseProject)
        for (_, name) in ManifestSession.networkAttributes { draft.base.fill(name, regional.network[name]) }
        session.finishTags(&draft.base, defaults: regional.tags, of: .server, address: address)
        session.checkName(draft.base, .serverName, address: address, at: place)
        session.require(
            [
                (
                    .zone,
                    Bilingual(
                        "Add `zone: \(region)a` or `defaults.regions.\(region).zone`.",
                        zh: "请添加 `zone: \(region)a` 或 `defaults.regions.\(region).zone`。")
                ),
                (.vpc, Self.addition("network: {vpc: ...}")),
                (.subnet, Self.addition("network: {subnet: ...}")),
            ], of: draft.base, excused: excused(template, scope), address: address, at: place, region: region)
        appendServer(draft, address, region, place, ownership: .managed)
    }

    private static func addition(_ text: String) -> Bilingual {
        Bilingual("Add `\(text)` here or under `defaults`.", zh: "请在此处或 `defaults` 下添加 `\(text)`。")
    }

    /// What is given, but wrongly: it is not missing as well.
    private func excused(_ template: BlockTemplate, _ scope: Scope) -> Set<AttributeName> {
        var result: Set<AttributeName> = []
        let broken = session.brokenDefaults
        if template.has("zone") || broken.contains("zone") || broken.contains("regions") {
            result.insert(.zone)
        }
        let isNetworkBroken = broken.contains("network") || broken.contains("regions")
        let given = template.fixed["network"]?.fields?.given ?? []
        let isWrong = template.has("network") && !template.fixed.has("network")
        for (key, name) in ManifestSession.networkAttributes
        where isNetworkBroken || isWrong || given.contains(key) {
            result.insert(name)
        }
        return result
    }

    private static let placingKeys: Set<String> = ["region", "zone", "name"]

    /// Settles region, zone and name, which other expressions may use. `nil` when there is no region.
    private func placeServer(
        _ draft: inout ServerDraft, _ template: BlockTemplate, _ instance: Instance, _ address: Address
    ) -> Scope? {
        var scope = instance.scope
        if !template.varying.isEmpty {
            let placing = session.varyingFields(
                template, where: { $0 == "region" || $0 == "zone" }, in: scope)
            apply(placing, to: &draft, of: address)
        }
        draft.base.fill(.region, defaults.region)
        guard let region = draft.base.attributes[.region].string else {
            if !template.has("region") { session.reportNoRegion(address, at: template.block.keyPlace) }
            return nil
        }
        if let zones = draft.zones, !zones.isEmpty {
            let offset = firstZone(draft, among: zones, address)
            let turn = (instance.scope.each?.index ?? 0) + offset
            draft.base.attributes[.zone] = .string(zones[turn % zones.count])
        }
        draft.base.fill(.zone, defaults.resolved(for: region).zone)
        scope.region = region
        scope.zone = draft.base.attributes[.zone].string
        if !template.varying.isEmpty {
            apply(
                session.varyingFields(template, where: { $0 == "name" }, in: scope), to: &draft, of: address)
        }
        scope.serverName =
            draft.base.attributes[.name].string
            ?? ManifestSession.defaultName(scope.project, address.name, instance.key)
        return scope
    }

    /// Where a spread begins.
    func firstZone(_ draft: ServerDraft, among zones: [String], _ address: Address) -> Int {
        guard let item = draft.firstZone, let first = item.text else { return 0 }
        if let index = zones.firstIndex(of: first) { return index }
        let nearest = Nearest.word(to: first, in: zones)
        session.report(
            nearest == nil ? .wrongFirstZone : .misspeltFirstZone,
            [
                "object": "\(address)", "zone": RuleArgument(Shown.text(first)), "zones": .listed(zones),
                "nearest": RuleArgument(nearest ?? ""),
            ], address: address, at: item.place)
        return 0
    }

    private func appendServer(
        _ draft: ServerDraft, _ address: Address, _ region: Region, _ place: Place, ownership: Ownership
    ) {
        var addresses: [Address] = []
        addresses.reserveCapacity(draft.disks.count)
        let serverName = draft.base.attributes[.name].string ?? ""
        let tags = defaults.resolved(for: region).tags
        for (position, disk) in draft.disks.enumerated() {
            let diskAddress = Address(.disk, address.name, instance: address.instance, part: disk.key)
            addresses.append(diskAddress)
            appendDisk(disk, diskAddress, server: address, draft.base, serverName, position, tags, region)
        }
        var options = draft.options
        if let zones = draft.zones, zones.count > 1 {
            options = options ?? ServerOptions()
            options?.zones = zones
        }
        if options == ServerOptions() { options = nil }
        if let known = options?.labels, !known.isEmpty { labels[address] = known }
        acknowledge(draft.acknowledgements, address, name: serverName)
        servers.append(
            DesiredResource(
                address: address, region: region, attributes: draft.base.attributes, ownership: ownership,
                protect: draft.base.protect,
                details: .server(ServerDetails(disks: addresses, options: options.map { Boxed($0) })),
                origin: session.range(place), attributeOrigins: draft.base.origins))
    }

    private func appendDisk(
        _ disk: DiskDraft, _ address: Address, server: Address, _ owner: Draft, _ serverName: String,
        _ position: Int,
        _ tags: Given?, _ region: Region
    ) {
        var draft = disk.base
        draft.fill(.name, .string("\(serverName)-\(disk.key)"))
        draft.fill(.region, .string(region))
        draft.fill(.zone, owner.attributes[.zone])
        draft.attributes[.server] = .reference(server)
        session.finishTags(&draft, defaults: tags, of: .disk, address: address)
        session.checkName(draft, .diskName, address: address, at: disk.keyPlace)
        if draft.attributes[.size] == .null, !disk.hasSize,
            owner.attributes[.image].reference == nil || disk.source == .blank
        {
            session.report(
                .noSize, ["object": "\(address)"], address: address, at: disk.keyPlace,
                remark: .missing("size"))
        }
        disks.append(
            DesiredResource(
                address: address, region: region, attributes: draft.attributes, protect: draft.protect,
                details: .disk(DiskDetails(onRemove: disk.onRemove, position: position, source: disk.source)),
                origin: session.range(disk.keyPlace), attributeOrigins: draft.origins))
    }
}
