/// What is asked for, and what others do to the objects before.
extension GeneratedCase.Unit {
    mutating func disturb(_ draw: inout Draw, _ stock: inout [String]) {
        if before == nil { spoil(&draw) }
        for _ in 0..<draw.number(0...3) {
            let deed = draw.pick(Deed.all)
            if var declared = after, deed.act(&declared, &draw) {
                after = declared
                deeds.append(deed.name)
            }
        }
        guard draw.one(of: 2) else { return }
        if draw.one(of: 4) {
            let item = draw.pick([
                "s6.large.2", "s6.xlarge.2", "c6.large.2", "SSD", "SAS",
                after?.server?.flavor ?? "s6.large.2",
            ])
            stock.append("{item: \(item), zone: \(any.region)a, status: sellout}")
        } else {
            happen(&draw)
        }
    }

    /// The world's objects are unfit from the start.
    private mutating func spoil(_ draw: inout Draw) {
        guard draw.one(of: 2) else { return }
        if surroundings.image == nil, !surroundings.machines.isEmpty, draw.one(of: 2) {
            let index = draw.number(0...surroundings.machines.count - 1)
            let (key, value) = draw.pick([
                ("status", "ERROR"), ("frozen", "true"), ("locked", "true"), ("prepaid", "true"),
                ("spot", "true"), ("legacyBackup", "true"), ("status", "PAUSED"), ("zone", any.region + "c"),
            ])
            surroundings.machines[index].extras[key] = value
            deeds.append("machine \(key) \(value)")
        } else if surroundings.image == nil, !surroundings.machines.isEmpty, draw.one(of: 2) {
            let index = draw.number(0...surroundings.machines.count - 1)
            let (key, value) = draw.pick([
                ("status", "error"), ("status", "extending"), ("shared", "true"), ("service", "DSS"),
                ("encrypted", "true"), ("scsi", "true"), ("oldStorage", "true"), ("status", "backing-up"),
            ])
            surroundings.machines[index].diskExtras[key] = value
            deeds.append("disk \(key) \(value)")
        } else if !surroundings.vaults.isEmpty {
            let name = draw.pick(surroundings.vaults.keys.sorted())
            let (key, value) = draw.pick([
                ("status", "frozen"), ("status", "lock"), ("size", "30"), ("size", "45"), ("size", "60"),
                ("size", "95"), ("used", "480"), ("objectType", "disk"), ("purpose", "replication"),
                ("purpose", "backup"), ("prepaid", "true"), ("locked", "true"), ("autoExpand", "true"),
            ])
            // The image of the world needs its vault.
            if name != "x" {
                surroundings.vaults[name]?[key] = value
                deeds.append("vault \(name) \(key) \(value)")
            }
        }
        if surroundings.image != nil, draw.one(of: 2) {
            let (key, value) = draw.pick([
                ("phase", "zone"), ("status", "killed"), ("minRam", "16384"), ("maxRam", "2048"),
                ("protected", "true"),
            ])
            surroundings.image?[key] = value
            deeds.append("image \(key) \(value)")
        }
    }

    private mutating func happen(_ draw: inout Draw) {
        let number = any.number
        var servers = surroundings.machines.indices.map { "machine-\(number)-\($0)" }
        var disks = surroundings.machines.indices.map { "machine-\(number)-\($0)-volume-0001" }
        var vaults: [String] = []
        if let before {
            if let server = before.server, server.count == nil {
                servers.append("shop-s\(number)")
                disks += server.disks.map { "shop-s\(number)-\($0.key)" }
            }
            if before.clone != nil { servers.append("shop-t\(number)") }
            if let vault = before.vault {
                vaults.append(vault.isGiven ? "given-v\(number)" : "shop-v\(number)")
            }
        }
        switch draw.number(0...3) {
        case 0 where !disks.isEmpty:
            happenings.append(
                "volume: \(draw.pick(disks)), "
                    + draw.pick([
                        "status: error", "status: extending", "status: retyping", "status: backing-up",
                        "status: deleting", "status: error_extending", "shared: true", "prepaid: true",
                        "status: detaching",
                    ]))
        case 1 where !vaults.isEmpty:
            happenings.append(
                "vault: \(draw.pick(vaults)), "
                    + draw.pick([
                        "status: frozen", "status: lock", "status: deleting", "status: error",
                        "prepaid: true",
                        "locked: true",
                    ]))
        case _ where !servers.isEmpty:
            happenings.append(
                "server: \(draw.pick(servers)), "
                    + draw.pick([
                        "locked: true", "frozen: true", "status: ERROR", "status: SHUTOFF", "status: REBOOT",
                        "status: RESIZE", "task: image_snapshot", "task: image_backup", "prepaid: true",
                        "status: PAUSED",
                    ]))
        default: break
        }
    }
}
