internal import XimageCore

/// What an image is made from, once found.
struct ImageOrigin {
    var server: Address?
    /// Empty when it is not known.
    var region: Region
}

/// Names -> addresses. What is missing is reported with the nearest name, unless its block has errors of its own.
extension ManifestBuilder {
    /// The declared server of an image, where `when` leaves it out: nothing can be made of it then.
    func sourceLeftOut(_ from: Fields) -> Address? {
        guard let text = from["server"]?.text, let server = Address("server.\(text)"),
            session.isLeftOut(server)
        else { return nil }
        return server
    }

    /// Finds the source of an image; `nil` when that failed, which was reported.
    func source(_ from: Fields, into draft: Draft, of address: Address) -> (
        draft: Draft, origin: ImageOrigin
    )? {
        var draft = draft
        if let server = from["server"], let text = server.text, let named = Address("server.\(text)") {
            guard let found = resolveReference(named, among: serverIndex, at: server.place) else {
                return nil
            }
            draft.set(.source, .reference(found), session.range(server.place))
            if let disk = from["disk"] { setDisk(disk, of: found, &draft) }
            return (draft, ImageOrigin(server: found, region: servers[serverIndex[found] ?? 0].region))
        }
        guard let region = defaults.region?.value.string else {
            session.reportNoRegion(address, at: from.place)
            return nil
        }
        if let server = from["server"], let id = server.fields?["id"]?.text {
            draft.set(.source, .map(["id": .string(id)]), session.range(server.place))
            if let disk = from["disk"], let key = disk.text {
                draft.set(.sourceDisk, .string(key), session.range(disk.place))
            }
        } else if let backup = from["backup"] {
            session.set(.sourceBackup, backup, in: &draft)
        } else {
            return nil
        }
        return (draft, ImageOrigin(server: nil, region: region))
    }

    private func setDisk(_ disk: Item, of server: Address, _ draft: inout Draft) {
        guard let key = disk.text else { return }
        let address = Address(.disk, server.name, instance: server.instance, part: key)
        let owner = servers[serverIndex[server] ?? 0]
        if case .managed = owner.ownership, case .server(let details) = owner.details,
            !details.disks.contains(address)
        {
            let keys = details.disks.compactMap(\.part)
            return reportMissing(.disk, key, keys, at: disk.place)
        }
        draft.set(.sourceDisk, .reference(address), session.range(disk.place))
    }

    /// The declared address that a reference means.
    func resolveReference(_ address: Address, among index: [Address: Int], at place: Place) -> Address? {
        if index[address] != nil { return address }
        var block = address
        block.instance = nil
        guard declared[block] != nil else {
            if session.isIncomplete { return nil }
            reportMissing(address.kind, address.name, names(of: address.kind), at: place)
            return nil
        }
        guard !broken.contains(block) else { return nil }
        let instances = index.keys.filter { $0.name == address.name }.sorted()
        let shown = RuleArgument.series(
            instances.prefix(3).map { "`\(reference($0))`" },
            rest: instances.count > 3 ? Bilingual(", ...", zh: " 等") : nil)
        if instances.isEmpty {
            session.report(.referenceLeftOut, ["block": "\(block)"], at: place)
        } else if address.instance == nil {
            session.report(
                .vagueReference,
                [
                    "block": "\(block)", "count": "\(instances.count)", "instances": shown,
                    "first": RuleArgument(reference(instances[0])),
                ], at: place)
        } else {
            let nearest = Nearest.word(to: reference(address), in: instances.map(reference))
            session.report(
                nearest == nil ? .unknownInstance : .misspeltInstance,
                [
                    "block": "\(block)", "name": RuleArgument(Shown.text(reference(address))),
                    "instances": shown, "nearest": RuleArgument(nearest ?? ""),
                ], at: place)
        }
        return nil
    }

    func reference(_ address: Address) -> String { address.reference }

    /// Names of the declared blocks of a kind.
    func names(of kind: ResourceKind) -> [String] {
        declared.keys.filter { $0.kind == kind }.map(\.name).sorted()
    }

    func reportMissing(_ kind: ResourceKind, _ name: String, _ names: [String], at place: Place) {
        let nearest = Nearest.word(to: name, in: names)
        session.report(
            nearest == nil ? .unknownReference : .misspeltReference,
            [
                "kind": RuleArgument(kind.noun), "name": RuleArgument(Shown.text(name)),
                "known": Self.declared(names), "nearest": RuleArgument(nearest ?? ""),
            ],
            at: place,
            remark: nearest.map { .perhaps($0) } ?? Bilingual("not declared", zh: "没有声明"))
    }

    private static func declared(_ names: [String]) -> RuleArgument {
        guard !names.isEmpty else { return RuleArgument("None is declared.", zh: "没有声明任何一个。") }
        let shown = RuleArgument.series(
            names.prefix(5).map { "`\($0)`" }, rest: names.count > 5 ? Bilingual(", ...", zh: " 等") : nil)
        return RuleArgument("Declared: \(shown).", zh: "已声明：\(shown[.chinese])。")
    }

    /// Finds the vault of an image, and says when there has to be one or may be none.
    func applyVault(_ draft: inout ImageDraft, _ origin: ImageOrigin, _ address: Address, at place: Place) {
        let isWhole = draft.base.attributes[.kind].string == "whole"
        guard !draft.isKindWrong else { return }
        guard let vault = draft.vault else {
            if isWhole, !draft.givesVault, draft.base.attributes[.sourceBackup] == .null {
                session.report(
                    .imageWithoutVault,
                    [
                        "image": "\(address)", "problem": .noVault,
                        "region": origin.region.isEmpty ? .itsRegion : "\(origin.region)",
                    ],
                    address: address, at: place,
                    remark: RuleArgument("`vault` is missing", zh: "缺少 `vault`"))
            }
            return
        }
        guard isWhole else {
            return session.report(
                .misfitImageAttribute,
                [
                    "field": "vault", "image": "\(address)", "needed": "whole",
                    "kind": "\(draft.base.attributes[.kind].string ?? "")",
                ], address: address, at: vault.place)
        }
        let range = session.range(vault.place)
        if let bound = vault.fields {
            let others = (bound.list("else") ?? []).compactMap { item in
                item.text.flatMap { vaults(named: $0, at: item.place) }
            }
            .flatMap { $0 }
            draft.options.vaultChoice = .bound(else: others)
            if let first = others.first { draft.base.set(.vault, .reference(first), range) }
            for found in others {
                checkVault(vaults[vaultIndex[found] ?? 0], for: origin, address, at: vault.place)
            }
            return
        }
        guard let text = vault.text, let found = vaults(named: text, at: vault.place), let first = found.first
        else { return }
        checkVault(vaults[vaultIndex[first] ?? 0], for: origin, address, at: vault.place)
        guard found.count > 1 else { return draft.base.set(.vault, .reference(first), range) }
        draft.options.vaultChoice = .pool(found)
        if origin.server != nil { pooled.append((images.count, found, vault.place)) }
    }

    /// Takes a vault of its pool for each image, in the order of the addresses.
    func fillPools() {
        var pools = VaultSpread()
        for (index, vaults, place) in pooled.sorted(by: {
            images[$0.image].address < images[$1.image].address
        }) {
            let address = images[index].address
            guard let server = images[index].attributes[.source].reference else { continue }
            if let vault = pools.vault(for: server.description, among: vaults) {
                images[index].attributes[.vault] = .reference(vault)
                images[index].attributeOrigins[.vault] = session.range(place)
            } else {
                session.report(
                    .fullVaults,
                    ["count": "\(vaults.count)", "pool": "`\(vaults[0].name)`", "object": "\(server)"],
                    address: address, at: place)
                return
            }
        }
    }

    /// The vault of a reference, or all instances of a block that is named without one.
    private func vaults(named text: String, at place: Place) -> [Address]? {
        guard let named = Address("vault.\(text)") else { return nil }
        if vaultIndex[named] == nil, named.instance == nil, !broken.contains(named) {
            if let instances = vaultInstances[named.name] { return instances }
        }
        return resolveReference(named, among: vaultIndex, at: place).map { [$0] }
    }

    func checkVault(_ vault: DesiredResource, for origin: ImageOrigin, _ address: Address, at place: Place) {
        if !origin.region.isEmpty, vault.region != origin.region {
            session.report(
                .imageRegionDiffers,
                [
                    "image": "\(address)", "region": "\(origin.region)", "server": "\(vault.address)",
                    "other": "\(vault.region)",
                ], address: address, at: place,
                related: vault.place(of: .region).map { [Label($0, .regionOfVault)] } ?? [])
        }
        if vault.attributes[.purpose].string == "replication" {
            session.report(
                .replicationVaultForImage, ["vault": "\(vault.address)", "image": "\(address)"],
                address: address, at: place,
                related: vault.place(of: .purpose).map { [Label($0, .purposeOfVault)] } ?? [])
        }
    }

    /// Images that servers are made from.
    func resolveImageReferences() {
        let index = Dictionary((images + copies).enumerated().map { ($1.address, $0) }) { first, _ in first }
        var reported: Set<Place> = []
        for (address, place) in imageReferences where reported.insert(place).inserted {
            if address.kind == .copy {
                resolveCopy(address, among: index, at: place)
            } else if Snapshot.isSeries(address), address.instance != nil, declared[address.block] == nil {
                // Nobody declares those; whether it is there shows when the cloud is read.
                continue
            } else {
                _ = resolveReference(address, among: index, at: place)
            }
        }
    }

    private func resolveCopy(_ address: Address, among index: [Address: Int], at place: Place) {
        guard index[address] == nil, !broken.contains(Address(.image, address.name)), !session.isIncomplete
        else {
            return
        }
        guard declared[Address(.image, address.name)] != nil else {
            return reportMissing(.image, address.name, names(of: .image), at: place)
        }
        let parts = copies.filter { $0.address.name == address.name }.compactMap(\.address.part)
        reportMissing(.copy, address.part ?? "", Array(Set(parts)).sorted(), at: place)
    }
}
