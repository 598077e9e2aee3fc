internal import XimageCore

/// What an image is made from, once found.
struct ImageOrigin {
    var server: Address?
    var region: Region
}

/// Names -> addresses. What is missing is reported with the nearest name, unless its block has errors of its own.
extension ManifestBuilder {
    /// Finds the source of an image and sets the attributes that name it.
    func source(_ from: Fields, _ draft: inout Draft, of address: Address) -> ImageOrigin? {
        if let server = from["server"], let text = server.text, let named = Address("server.\(text)") {
            guard let found = resolve(named, among: serverIndex, at: server.place) else { return nil }
            draft.set(.source, .reference(found), session.range(server.place))
            if let disk = from["disk"] { setDisk(disk, of: found, &draft) }
            return ImageOrigin(server: found, region: servers[serverIndex[found] ?? 0].region)
        }
        guard let region = defaults.region?.value.string else {
            session.reportNoRegion(address, at: from.place)
            return nil
        }
        if let server = from["server"], let id = server.fields?["id"]?.text {
            draft.set(.source, .map(["id": .string(id)]), session.range(server.place))
            return ImageOrigin(server: nil, region: region)
        }
        if let backup = from["backup"] {
            session.set(.sourceBackup, backup, in: &draft)
            return ImageOrigin(server: nil, region: region)
        }
        return nil
    }

    private func setDisk(_ disk: Item, of server: Address, _ draft: inout Draft) {
        guard let key = disk.text else { return }
        let address = Address(.disk, server.name, instance: server.instance, part: key)
        let owner = servers[serverIndex[server] ?? 0]
        if case .managed = owner.ownership, case .server(let details) = owner.details, !details.disks.contains(address) {
            let keys = details.disks.compactMap(\.part)
            return reportMissing("disk", key, keys, at: disk.place)
        }
        draft.set(.sourceDisk, .reference(address), session.range(disk.place))
    }

    /// The declared address that a reference means.
    func resolve(_ address: Address, among index: [Address: Int], at place: Place) -> Address? {
        if index[address] != nil { return address }
        var block = address
        block.instance = nil
        guard declared[block] != nil else {
            let names = declared.keys.filter { $0.kind == address.kind }.map(\.name)
            if canBeIncomplete { return nil }
            reportMissing(address.kind.rawValue, address.name, names.sorted(), at: place)
            return nil
        }
        guard !broken.contains(block) else { return nil }
        let instances = index.keys.filter { $0.name == address.name }.sorted()
        let shown = instances.prefix(3).map { "`\(reference($0))`" }.joined(separator: ", ")
        if instances.isEmpty {
            session.report(
                "unknown-reference", "Reference to what is left out",
                detail: "\(block) is declared, but `when`, `count` or `forEach` leave no instance of it.",
                fix: "Give this block the same condition.", at: place)
        } else if address.instance == nil {
            session.report(
                "unknown-reference", "Reference does not say which instance",
                detail: "\(block) has \(instances.count) instances: \(shown)\(instances.count > 3 ? ", ..." : "").",
                fix: "Name one of them, such as `'\(reference(instances[0]))'`.", at: place)
        } else {
            let nearest = Nearest.word(to: reference(address), in: instances.map(reference))
            session.report(
                "unknown-reference", "Reference to what is not declared",
                detail: "\(block) has no instance `\(Shown.text(reference(address)))`; it has \(shown)"
                    + "\(instances.count > 3 ? ", ..." : "").",
                fix: nearest.map { "Did you mean `'\($0)'`?" } ?? "Name one of them.", at: place)
        }
        return nil
    }

    func reference(_ address: Address) -> String {
        String(address.description.dropFirst(address.kind.rawValue.count + 1))
    }

    func reportMissing(_ kind: String, _ name: String, _ names: [String], at place: Place) {
        let nearest = Nearest.word(to: name, in: names)
        let known = names.isEmpty
            ? "None is declared." : "Declared: \(names.prefix(5).map { "`\($0)`" }.joined(separator: ", "))"
                + "\(names.count > 5 ? ", ..." : "")."
        session.report(
            "unknown-reference", "Reference to what is not declared",
            detail: "There is no \(kind) `\(Shown.text(name))`. \(known)",
            fix: nearest.map { "Did you mean `\($0)`?" } ?? "Correct the name, or declare the \(kind).", at: place,
            remark: nearest.map { "perhaps `\($0)`" } ?? "not declared")
    }

    /// Finds the vault of an image, and says when there has to be one or may be none.
    func applyVault(_ draft: inout ImageDraft, _ origin: ImageOrigin, _ address: Address, at place: Place) {
        let isWhole = draft.base.attributes[.kind].string == "whole"
        guard let vault = draft.vault else {
            if isWhole, draft.base.attributes[.sourceBackup] == .null {
                session.report(
                    "VA001", "Whole image without a vault",
                    detail: "\(address) is a whole image; the service keeps the backup behind it in a server-backup vault.",
                    fix: "Add `vault:` with the key of a vault.", address: address, at: place, remark: "`vault` is missing")
            }
            return
        }
        guard isWhole else {
            return session.report(
                "WI024", "Key does not fit the image's kind",
                detail: "`vault` has no meaning for \(address): images of single disks are not made through a backup.",
                fix: "Remove `vault`, or make it `kind: whole`.", address: address, at: vault.place)
        }
        guard let text = vault.text, let named = Address("vault.\(text)"),
            let found = resolve(named, among: vaultIndex, at: vault.place)
        else { return }
        draft.base.set(.vault, .reference(found), session.range(vault.place))
        let target = vaults[vaultIndex[found] ?? 0]
        checkVault(target, for: origin, address, at: vault.place)
    }

    func checkVault(_ vault: DesiredResource, for origin: ImageOrigin, _ address: Address, at place: Place) {
        if vault.region != origin.region {
            session.report(
                "SV015", "Vault in another region",
                detail: "\(vault.address) is in \(vault.region), the source of \(address) in \(origin.region). A backup stays in "
                    + "the region of its server.",
                fix: "Use a vault in \(origin.region).", address: address, at: place,
                related: vault.place(of: .region).map { [Label($0, "the vault's region")] } ?? [])
        }
        if vault.attributes[.purpose].string == "replication" {
            session.report(
                "VA003", "Vault is for replication",
                detail: "\(vault.address) only receives copies from other regions; backups of servers need a vault with "
                    + "`purpose: backup`.",
                fix: "Use a backup vault.", address: address, at: place,
                related: vault.place(of: .purpose).map { [Label($0, "its purpose")] } ?? [])
        }
    }

    /// Images that servers are made from.
    func resolveImageReferences() {
        let index = Dictionary(images.enumerated().map { ($1.address, $0) }) { first, _ in first }
        var reported: Set<Place> = []
        for (address, place) in imageReferences where reported.insert(place).inserted {
            _ = resolve(address, among: index, at: place)
        }
    }
}
