import XimageCore

/// Turns what the manifests ask for into what this cloud makes of it: selections become images of the servers that
/// match, moved records get their new addresses, vaults are chosen where the choice depends on bindings.
struct DesiredExpander {
    private(set) var desired: DesiredState
    private(set) var prior: PriorState
    private(set) var findings: [Diagnostic] = []
    /// Records under new addresses, by `moved` entries; state has them under the old ones.
    private(set) var renamed: [RecordMove] = []

    private let live: LiveIndex
    private var pools = VaultSpread()
    /// Vault of each bound server.
    private var bindings: [RemoteID: LiveResource] = [:]
    private var vaultAddresses: [RemoteID: Address] = [:]
    /// Recorded servers.
    private var serverIDs: [Address: RemoteID] = [:]

    init(_ desired: DesiredState, _ prior: PriorState, _ live: LiveIndex) {
        self.desired = desired
        self.prior = prior
        self.live = live
    }

    mutating func expand() {
        move()
        stick()
        for record in prior.records where record.address.kind == .server && record.standing != .deposed {
            serverIDs[record.address] = record.id
        }
        let needsVaults = !desired.selections.isEmpty || desired.resources.contains { Self.chooses($0) }
        if needsVaults { indexVaults() }
        for index in desired.resources.indices where desired.resources[index].address.kind == .image {
            desired.resources[index] = settled(desired.resources[index])
        }
        for index in desired.resources.indices {
            guard case .copy(let details) = desired.resources[index].details,
                let source = desired[details.image].flatMap({ givenSource(of: $0) })
            else { continue }
            desired.resources[index] = Self.filled(desired.resources[index], source)
        }
        for selection in desired.selections { add(selection) }
        let snapshots = SnapshotSeries(project: desired.settings.project, live: live)
            .resources(beside: desired.resources, prior)
        desired.resources += snapshots
        guard !desired.selections.isEmpty || !snapshots.isEmpty else { return }
        desired.resources.sort { $0.address < $1.address }
    }

    // MARK: Moves

    private mutating func move() {
        guard !desired.moves.isEmpty else { return }
        let taken = Set(prior.records.filter { $0.standing != .deposed }.map(\.address))
        var origins: [Address: [Address]] = [:]
        for address in taken.sorted() {
            if let new = desired.moves.destination(of: address) { origins[new, default: []].append(address) }
        }
        for index in prior.records.indices {
            let old = prior.records[index]
            guard let address = desired.moves.destination(of: old.address),
                old.standing == .deposed || !taken.contains(address)
            else { continue }
            if let both = origins[address], both.count > 1 {
                if both[0] == old.address, old.standing != .deposed {
                    findings.append(Self.crowded(address, both))
                }
                continue
            }
            prior.records[index].address = address
            prior.records[index].awaitsMarks = true
            renamed.append(RecordMove(from: old.address, record: prior.records[index]))
        }
        prior.records.sort { $0.address < $1.address }
        followMoves()
    }

    /// Entries of `removed` and acknowledgements for a former address are about what moved from there.
    private mutating func followMoves() {
        let present = desired.resources.map(\.address) + prior.records.map(\.address)
        func moved(_ address: Address) -> Address? {
            guard let new = desired.moves.destination(of: address),
                !present.contains(where: { address.covers($0) })
            else { return nil }
            return new
        }
        for index in desired.removals.indices {
            if let new = moved(desired.removals[index].from) { desired.removals[index].from = new }
        }
        for index in desired.acknowledgements.indices {
            if let new = moved(desired.acknowledgements[index].target) {
                desired.acknowledgements[index].target = new
            }
        }
    }

    private static func crowded(_ address: Address, _ origins: [Address]) -> Diagnostic {
        Diagnostic(
            .movesMeet,
            [
                "origins": RuleArgument(
                    origins.map { RuleArgument("\($0)") }, english: " and ", chinese: "、"),
                "object": "\(address)",
            ], address: address)
    }

    // MARK: Zones of a spread

    /// A server that exists stays in its zone, whatever the list says now.
    private mutating func stick() {
        var zones: [Address: Value] = [:]
        let spreads = desired.resources.contains { resource in
            if case .server(let details) = resource.details {
                details.options?.content.zones.isEmpty == false
            } else {
                false
            }
        }
        guard spreads else { return }
        var records: [Address: RemoteID] = [:]
        for record in prior.records where record.address.kind == .server && record.standing != .deposed {
            records[record.address] = record.id
        }
        for index in desired.resources.indices {
            let resource = desired.resources[index]
            if case .server(let details) = resource.details, details.options?.content.zones.isEmpty == false,
                let object = records[resource.address].flatMap({ live[$0] }),
                object.region == resource.region, case let zone = object.attributes[.zone], !zone.isEmpty
            {
                zones[resource.address] = zone
                desired.resources[index].attributes[.zone] = zone
            } else if let owner = resource.address.owner, let zone = zones[owner] {
                desired.resources[index].attributes[.zone] = zone
            }
        }
    }

    // MARK: Sources and vaults

    private static func chooses(_ resource: DesiredResource) -> Bool {
        guard case .image(let details) = resource.details, let options = details.options?.content else {
            return false
        }
        return options.vaultChoice != .named
    }

    private mutating func indexVaults() {
        for record in prior.records where record.address.kind == .vault && record.standing != .deposed {
            vaultAddresses[record.id] = record.address
        }
        for vault in desired.resources where vault.address.kind == .vault {
            guard case .existing(let lookup) = vault.ownership else { continue }
            let found = live.find(lookup, kind: .vault, region: vault.region)
            if found.count == 1 { vaultAddresses[found[0].id] = vault.address }
        }
        for vault in live.resources where vault.kind == .vault {
            guard case .vault(let facts) = vault.facts else { continue }
            for member in facts.members { bindings[member] = vault }
            if let address = vaultAddresses[vault.id] { pools.occupy(address, with: facts.members.count) }
        }
    }

    /// Ids that the manifest gives take the place of the blocks that hold them.
    private mutating func settled(_ image: DesiredResource) -> DesiredResource {
        var resource = image
        if let id = resource.attributes[.source].map?["id"]?.string {
            resource.attributes[.source] = .string(id)
        }
        let server = serverID(of: resource)
        if let source = givenSource(of: resource) { resource = Self.filled(resource, source) }
        if let disk = liveDisk(resource.attributes[.sourceDisk], of: server) {
            resource.attributes[.sourceDisk] = .string(disk)
        }
        if Self.chooses(resource) { chooseVault(&resource, server: server) }
        return resource
    }

    private func serverID(of image: DesiredResource) -> RemoteID? {
        if let id = image.attributes[.source].string { return id }
        guard let address = image.attributes[.source].reference else { return nil }
        if case .existing(let lookup)? = desired[address]?.ownership {
            let found = live.find(lookup, kind: .server, region: image.region)
            return found.count == 1 ? found[0].id : nil
        }
        return serverIDs[address]
    }

    /// The server that an image is made of where others made it: the manifest knows nothing of it.
    private func givenSource(of image: DesiredResource) -> LiveResource? {
        if let address = image.attributes[.source].reference {
            guard case .existing? = desired[address]?.ownership else { return nil }
        }
        return serverID(of: image).flatMap { live[$0] }
    }

    /// The disk of a server that is only read: `disk1` and so on in attach order, or its id.
    private func liveDisk(_ value: Value, of server: RemoteID?) -> RemoteID? {
        let key: String
        if let address = value.reference {
            guard desired[address] == nil else { return nil }
            key = address.part ?? ""
        } else if let text = value.string {
            key = text
        } else {
            return nil
        }
        guard let server, case .server(let facts) = live[server]?.facts else { return nil }
        let disks = facts.disks.filter { !$0.isSystem }
        guard key.hasPrefix("disk"), let position = Int(key.dropFirst(4)),
            disks.indices.contains(position - 1)
        else { return disks.first { $0.id == key }?.id }
        return disks[position - 1].id
    }

    private mutating func chooseVault(_ image: inout DesiredResource, server: RemoteID?) {
        guard case .image(let details) = image.details, let choice = details.options?.content.vaultChoice
        else {
            return
        }
        if let server, let bound = bindings[server] {
            image.attributes[.vault] = vaultAddresses[bound.id].map { .reference($0) } ?? .string(bound.id)
            return
        }
        let name = image.attributes[.source].reference.map(\.description) ?? server ?? "\(image.address)"
        switch choice {
        case .named: break
        case .pool(let vaults):
            // Those of declared servers have been spread by the manifests.
            if image.attributes[.source].reference != nil, !image.attributes[.vault].isEmpty { return }
            let near = inRegion(vaults, image.region)
            if let vault = pools.vault(for: name, among: near) {
                image.attributes[.vault] = .reference(vault)
            } else {
                findings.append(full(near, image))
            }
        case .bound(let others):
            let near = inRegion(others, image.region)
            let need = server.map(sizeGiB) ?? 0
            if let vault = near.first(where: { vault in need.map { hasRoom(vault, $0) } ?? false })
                ?? near.first
            {
                image.attributes[.vault] = .reference(vault)
            }
        }
    }

    private func inRegion(_ vaults: [Address], _ region: Region) -> [Address] {
        vaults.filter { desired[$0]?.region == region }
    }

    /// `nil` when the size of a disk is not known.
    private func sizeGiB(_ server: RemoteID) -> Int? {
        guard case .server(let facts) = live[server]?.facts else { return 0 }
        var sum = 0
        for disk in facts.disks {
            guard let size = live[disk.id]?.attributes[.size].int else { return nil }
            sum += size
        }
        return sum
    }

    /// The first backup counts the disks' full size. Source: CBR user guide, vault capacity.
    private func hasRoom(_ vault: Address, _ need: Int) -> Bool {
        guard let id = vaultAddresses.first(where: { $0.value == vault })?.key, let object = live[id],
            case .vault(let facts) = object.facts
        else { return need <= desired[vault]?.attributes[.size].int ?? .max }
        guard facts.members.count < Limits.vaultServers else { return false }
        if object.attributes[.autoExpand] == .bool(true) { return true }
        guard let size = object.attributes[.size].int, let used = facts.usedMiB else { return false }
        return size * 1024 - used >= need * 1024
    }

    private func full(_ vaults: [Address], _ image: DesiredResource) -> Diagnostic {
        Diagnostic(
            .fullVaults,
            [
                "count": "\(vaults.count)", "pool": "\(image.region)",
                "object": RuleArgument("the source of \(image.address)", zh: "\(image.address) 的源服务器"),
            ], address: image.address, subject: image.place(of: .vault))
    }
}

// MARK: Selections

extension DesiredExpander {
    private mutating func add(_ selection: ImageSelection) {
        let matches = live.resources.filter { server in
            server.kind == .server && selection.selector.fits(server)
                && !(selection.except?.excludes(server) ?? false)
        }.sorted { $0.id < $1.id }
        guard checkCount(matches.count, selection) else { return }
        for server in matches {
            var image = selection.image
            image.address.instance = .key(server.id)
            image.region = server.region
            image = Self.filled(image, server)
            image.attributes[.region] = .string(server.region)
            image.attributes[.source] = .string(server.id)
            if Self.chooses(image) { chooseVault(&image, server: server.id) }
            desired.resources.append(image)
            for copy in selection.copies { desired.resources.append(Self.copy(copy, of: image, server)) }
        }
        expandAcknowledgements(of: selection, matches)
    }

    /// With what the texts of an image, or of a copy, say of the source.
    private static func filled(_ resource: DesiredResource, _ server: LiveResource) -> DesiredResource {
        var resource = resource
        resource.attributes = filled(resource.attributes, server)
        switch resource.details {
        case .image(var details):
            details.nameTemplate = SourceText.filled(details.nameTemplate, server)
            if var options = details.options?.content, var guest = options.guest {
                guest.factsFile = guest.factsFile.map { SourceText.filled($0, server) }
                if var collect = guest.collect {
                    collect.ssh = SourceText.filled(collect.ssh, server)
                    guest.collect = collect
                }
                options.guest = guest
                details.options = Boxed(options)
            }
            resource.details = .image(details)
        case .copy(var details):
            details.nameTemplate = details.nameTemplate.map { SourceText.filled($0, server) }
            resource.details = .copy(details)
        default: break
        }
        return resource
    }

    private static func copy(_ prototype: DesiredResource, of image: DesiredResource, _ server: LiveResource)
        -> DesiredResource
    {
        var copy = prototype
        copy.address.instance = image.address.instance
        copy.region = image.region
        copy = filled(copy, server)
        copy.attributes[.region] = .string(image.region)
        copy.attributes[.source] = .reference(image.address)
        if case .copy(var details) = copy.details {
            details.image = image.address
            copy.details = .copy(details)
        }
        return copy
    }

    private static func filled(_ attributes: Attributes, _ server: LiveResource) -> Attributes {
        var result = attributes
        for entry in attributes.entries { result[entry.name] = SourceText.filled(entry.value, server) }
        return result
    }

    private mutating func checkCount(_ count: Int, _ selection: ImageSelection) -> Bool {
        let (least, most) = (selection.minimum ?? 1, selection.maximum ?? .max)
        guard count == 0 || count < least || count > most else { return true }
        let bounds =
            selection.maximum == nil
            ? RuleArgument("at least \(least)", zh: "至少 \(least) 台")
            : RuleArgument("\(least) to \(most)", zh: " \(least) 至 \(most) 台")
        findings.append(
            Diagnostic(
                count == 0 ? .selectionMatchesNothing : .selectionMatches,
                [
                    "object": "\(selection.image.address)", "count": "\(count)",
                    "regions": .series(selection.selector.regions), "bounds": bounds,
                ], address: selection.image.address, subject: selection.origin))
        return false
    }

    /// Acknowledgements for some matches, by name or id, become those of their images.
    private mutating func expandAcknowledgements(of selection: ImageSelection, _ matches: [LiveResource]) {
        let meant = desired.acknowledgements.filter {
            $0.target == selection.image.address && !$0.only.isEmpty
        }
        guard !meant.isEmpty else { return }
        desired.acknowledgements.removeAll { $0.target == selection.image.address && !$0.only.isEmpty }
        for acknowledgement in meant {
            for server in matches
            where acknowledgement.only.contains(server.name) || acknowledgement.only.contains(server.id) {
                var own = acknowledgement
                own.target.instance = .key(server.id)
                own.only = []
                desired.acknowledgements.append(own)
            }
        }
    }
}
