package import XimageCore

/// Whether a whole image can be made of a server now.
package enum ImagingVerdict: Hashable, Sendable {
    case yes
    /// The rules that say no, each with a few words.
    case no([Finding])
    /// Some fact is missing.
    case unknown(Bilingual)

    package struct Finding: Hashable, Sendable {
        package let rule: String
        package let text: Bilingual

        package init(rule: String, text: Bilingual) {
            self.rule = rule
            self.text = text
        }
    }

    func text(_ language: Language) -> String {
        switch self {
        case .yes: return language("yes", zh: "可以")
        case .no(let findings):
            let first = findings.first.map { "\($0.rule) \($0.text[language])" } ?? ""
            let rest = findings.count - 1
            return language("no: \(first)", zh: "不可以：\(first)")
                + (rest > 0 ? language(" (and \(rest) more)", zh: "（另有 \(rest) 项）") : "")
        case .unknown(let why):
            return language("not checked: \(why.english)", zh: "未检查：\(why.chinese)")
        }
    }
}

/// What there is in the cloud, and what of it is ours.
package struct Inventory: Sendable {
    /// All objects that were read, of whatever kind.
    package var live: [LiveResource]
    /// Addresses of this project's objects.
    package var addresses: [RemoteID: Address]
    package var verdicts: [RemoteID: ImagingVerdict]
    /// Lists that were refused.
    package var unreadable: [UnreadableFact]

    package init(
        live: [LiveResource], addresses: [RemoteID: Address] = [:],
        verdicts: [RemoteID: ImagingVerdict] = [:],
        unreadable: [UnreadableFact] = []
    ) {
        self.live = live
        self.addresses = addresses
        self.verdicts = verdicts
        self.unreadable = unreadable
    }

    /// By region, name and id; copies are images of the region that they arrived in.
    func objects(of kind: ResourceKind) -> [LiveResource] {
        live.filter { $0.kind == kind || kind == .image && $0.kind == .copy }
            .sorted { ($0.region, $0.name, $0.id) < ($1.region, $1.name, $1.id) }
    }

    /// Where an image can be used; `nil` where only its backup tells, which could not be read.
    func scope(_ image: LiveResource) -> ImageFacts.Scope? {
        guard case .image(let facts) = image.facts else { return nil }
        let isHidden = unreadable.contains { $0.fact == "backups" && $0.region == image.region }
        return isHidden && image.phase == .ready && facts.scope == .none ? nil : facts.scope
    }
}

/// Tables of `list servers`, `list images` and `list vaults`.
package struct ListText {
    let style: TextStyle
    let now: Timestamp
    /// Of the terminal; `nil` when tables may be as wide as they like.
    let tableWidth: Int?
    let view: TableView

    var language: Language { style.language }

    package init(style: TextStyle, now: Timestamp, tableWidth: Int?, view: TableView = TableView()) {
        self.view = view
        self.style = style
        self.now = now
        self.tableWidth = tableWidth
    }

    package func render(
        _ kind: ResourceKind, _ inventory: Inventory
    ) throws(TableView.UnknownColumn) -> String {
        let objects = inventory.objects(of: kind)
        guard !objects.isEmpty else {
            return language(
                "No \(kind.plural) in the regions of this project.",
                zh: "本项目的区域中没有\(kind.name(language))。") + "\n"
        }
        let table =
            switch kind {
            case .server: servers(objects, inventory)
            case .vault: vaults(objects, inventory)
            case .disk, .image, .copy: images(objects, inventory)
            }
        return try table.render(view, style: style, width: tableWidth)
    }

    /// Said where a selection fits nothing.
    package func nothingFits(_ kind: ResourceKind) -> String {
        language("No \(kind.plural) that fit.", zh: "没有符合条件的\(kind.name(language))。") + "\n"
    }

    private func servers(_ objects: [LiveResource], _ inventory: Inventory) -> Table {
        var table = Table([
            .init(Heading.name), .init(Heading.address, expendable: 2), .init(Heading.id, expendable: 5),
            .init(Heading.status, expendable: 1), .init(Heading.flavor, expendable: 4),
            .init(Heading.zone, expendable: 6),
            .init(Heading.disks, alignsRight: true, expendable: 3), .init(Heading.canBeImaged),
        ])
        let disks = Dictionary(
            inventory.live.filter { $0.kind == .disk }.map { ($0.id, $0) }
        ) { first, _ in first }
        for server in objects {
            var count = 0
            var sizes: [Int?] = []
            if case .server(let facts) = server.facts {
                count = facts.disks.count
                sizes = facts.disks.map { disks[$0.id]?.attributes[.size].int }
            }
            table.rows.append([
                server.name, address(server, inventory), server.id, server.status,
                server.attributes[.flavor].string ?? "-", server.attributes[.zone].string ?? "-",
                shown(count, sizes),
                inventory.verdicts[server.id]?.text(language)
                    ?? language("not checked", zh: "未检查"),
            ])
        }
        return table
    }

    private func shown(_ count: Int, _ sizes: [Int?]) -> String {
        guard count > 0 else { return "0" }
        let known = sizes.compactMap { $0 }
        guard known.count == sizes.count else {
            return language("\(count), size unknown", zh: "\(count) 块，容量未知")
        }
        let size = Count.grouped(known.reduce(0, +))
        return language("\(count), \(size) GiB", zh: "\(count) 块，\(size) GiB")
    }

    private func images(_ objects: [LiveResource], _ inventory: Inventory) -> Table {
        let servers = Dictionary(
            inventory.live.filter { $0.kind == .server }.map { ($0.id, $0.name) }
        ) { first, _ in first }
        var table = Table([
            .init(Heading.name), .init(Heading.address, expendable: 1), .init(Heading.id, expendable: 5),
            .init(Heading.status),
            .init(Heading.kind, expendable: 4), .init(Heading.ofServer, expendable: 3),
            .init(Heading.usableIn),
            .init(Heading.size, alignsRight: true, expendable: 2), .init(Heading.age),
        ])
        for image in objects {
            var scope = "-"
            var size = "-"
            var source = "-"
            if case .image(let facts) = image.facts {
                scope =
                    inventory.scope(image)?.text(region: image.region, language)
                    ?? language("not checked", zh: "未检查")
                if let captured = facts.capturedGiB { size = "\(Count.grouped(captured)) GiB" }
                source = facts.sourceServer.map { servers[$0] ?? $0 } ?? "-"
            }
            table.rows.append([
                image.name, address(image, inventory), image.id, image.status, kind(image), source, scope,
                size, made(image),
            ])
            // The youngest first.
            table.orders[8, default: []].append(created(image).map { -Double($0.milliseconds) })
        }
        return table
    }

    private func vaults(_ objects: [LiveResource], _ inventory: Inventory) -> Table {
        var table = Table([
            .init(Heading.name), .init(Heading.address, expendable: 1), .init(Heading.id, expendable: 4),
            .init(Heading.status, expendable: 3),
            .init(Heading.region, expendable: 5), .init(Heading.size, alignsRight: true),
            .init(Heading.used, alignsRight: true),
            .init(Heading.servers, alignsRight: true), .init(Heading.grows, expendable: 2),
        ])
        for vault in objects {
            var used = "-"
            var members = "-"
            if case .vault(let facts) = vault.facts {
                used = facts.usedMiB.map { "\(Count.grouped(($0 + 1023) / 1024)) GiB" } ?? "-"
                members = String(facts.members.count)
            }
            table.rows.append([
                vault.name, address(vault, inventory), vault.id, vault.status, vault.region,
                vault.attributes[.size].int.map { "\(Count.grouped($0)) GiB" } ?? "-", used, members,
                vault.attributes[.autoExpand].bool == true
                    ? language("by itself", zh: "自动") : language("no", zh: "否"),
            ])
        }
        return table
    }

    private func address(_ object: LiveResource, _ inventory: Inventory) -> String {
        inventory.addresses[object.id]?.description ?? "-"
    }

    private func kind(_ image: LiveResource) -> String {
        let kind = image.attributes[.kind].string ?? "-"
        return image.kind == .copy ? language("\(kind) copy", zh: "\(kind) 副本") : kind
    }

    private func made(_ object: LiveResource) -> String {
        created(object).map { TimeText.ago($0, now: now, language) } ?? "-"
    }

    private func created(_ object: LiveResource) -> Timestamp? {
        object.attributes[.createdAt].string.flatMap { Timestamp($0) }
    }
}

extension ImageFacts.Scope {
    func text(region: Region, _ language: Language = .english) -> String {
        switch self {
        case .none: language("not yet usable", zh: "尚不可用")
        case .zone(let zone): language("\(zone) only", zh: "仅 \(zone)")
        case .region: language("all of \(region)", zh: "\(region) 整个区域")
        }
    }
}

/// The same for machines.
package enum ListJSON {
    package static func render(_ kind: ResourceKind, _ inventory: Inventory) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-list")
            json.field("version", 1)
            json.field("kind", kind.rawValue)
            json.field("objects", array: inventory.objects(of: kind)) { json, object in
                json.element { write(&$0, object, inventory) }
            }
        }
    }

    private static func write(_ json: inout JSONWriter, _ object: LiveResource, _ inventory: Inventory) {
        json.field("id", object.id)
        if object.kind == .copy { json.field("kind", object.kind.rawValue) }
        json.field("name", object.name)
        json.field("region", object.region)
        json.field("address", inventory.addresses[object.id]?.description)
        json.field("owner", object.owner)
        json.field("status", object.status)
        json.field("phase", object.phase.rawValue)
        json.field("attributes") { $0.fields(object.attributes) }
        write(&json, object, scope: inventory.scope(object))
        if let verdict = inventory.verdicts[object.id] { json.field("imaging") { write(&$0, verdict) } }
    }

    private static func write(_ json: inout JSONWriter, _ verdict: ImagingVerdict) {
        switch verdict {
        case .yes: json.field("verdict", "yes")
        case .unknown(let why):
            json.field("verdict", "unknown")
            json.field("reason", why.english)
        case .no(let findings):
            json.field("verdict", "no")
            json.field("findings", array: findings) { json, finding in
                json.element { object in
                    object.field("rule", finding.rule)
                    object.field("text", finding.text.english)
                }
            }
        }
    }

    private static func write(
        _ json: inout JSONWriter, _ object: LiveResource, scope: ImageFacts.Scope?
    ) {
        switch object.facts {
        case .none: break
        case .vault(let vault):
            json.field("allocatedGiB", vault.allocatedGiB)
            json.field("usedMiB", vault.usedMiB)
            json.field("servers", array: vault.members)
        case .server(let server):
            json.field("taskState", server.taskState)
            json.field("osType", server.osType)
            json.field("disks", array: server.disks) { json, disk in
                json.element { object in
                    object.field("id", disk.id)
                    object.field("device", disk.device)
                    object.field("isSystem", disk.isSystem)
                }
            }
        case .disk(let disk):
            json.field("servers", array: disk.servers)
            json.field("isBootable", disk.isBootable)
        case .image(let image):
            json.field("usableIn") { object in
                switch scope {
                case nil: object.field("scope", "unknown")
                case .some(.none): object.field("scope", "none")
                case .zone(let zone):
                    object.field("scope", "zone")
                    object.field("zone", zone)
                case .region: object.field("scope", "region")
                }
            }
            json.field("backup", image.backup)
            json.field("vault", image.vault)
            json.field("sourceServer", image.sourceServer)
            json.field("capturedGiB", image.capturedGiB)
        }
    }
}
