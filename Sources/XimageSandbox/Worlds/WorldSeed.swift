/// Fills the cloud from a world file: objects that exist before anyone calls, quotas, stock and keys.
///
/// ```yaml
/// quotas: {images: 50}                      # per region, or under a region
/// agencies: [ims_copy]
/// stock: [{item: s6.large.2, zone: cn-north-4b, status: sellout}]
/// keys: [{access: READER, secret: ..., policy: read-only}]
/// regions:
///   cn-north-4:
///     networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
///     servers:
///       - {name: web, count: 3, zone: cn-north-4a, flavor: s6.large.2, image: Ubuntu 22.04 server 64bit,
///          power: "on", systemDisk: {type: GPSSD, size: 40}, dataDisks: [{type: SSD, size: 100}], tags: {role: web}}
///     volumes: [{name: spare, zone: cn-north-4a, type: SAS, size: 50}]
///     vaults: [{name: images, size: 1000, purpose: backup, servers: [web]}]
///     images: [{name: golden, server: web, vault: images}]
/// ```
struct WorldSeed {
    let json: JSON

    func apply(to world: World) throws(SandboxError) {
        try check(
            json, ["quotas", "agencies", "stock", "copyPairs", "keys", "regions", "limits"], "the world file")
        try applySettings(to: world)
        for (name, content) in json["regions"]?.object ?? [] {
            guard let region = world.regionsByName[name] else {
                throw .invalid(detail: "The region \(name) is unknown.")
            }
            try check(content, ["quotas", "networks", "servers", "volumes", "vaults", "images"], name)
            var seeder = RegionSeed(world: world, region: region)
            try seeder.apply(content)
        }
    }

    private func applySettings(to world: World) throws(SandboxError) {
        let settings = world.settings
        for (name, limit) in json["quotas"]?.object ?? [] {
            settings.quotas.append(Settings.Quota(name: name, region: "", limit: limit.int ?? -1))
        }
        for (name, content) in json["regions"]?.object ?? [] {
            for (quota, limit) in content["quotas"]?.object ?? [] {
                settings.quotas.append(Settings.Quota(name: quota, region: name, limit: limit.int ?? -1))
            }
        }
        for item in json["agencies"]?.array ?? [] { settings.agencies.append(item.text ?? "") }
        for item in json["stock"]?.array ?? [] {
            settings.stock.append(
                Settings.Stock(
                    item: item["item"]?.text ?? "", zone: item["zone"]?.text ?? "",
                    status: item["status"]?.text ?? "sellout"))
        }
        for (source, targets) in json["copyPairs"]?.object ?? [] {
            for target in targets.array ?? [] {
                settings.copyPairs.append(Tag(key: source, value: target.text ?? ""))
            }
        }
        if let limits = json["limits"] {
            try check(limits, ["concurrentCopies", "concurrentImages", "copyGiB"], "limits")
            settings.concurrentCopies = limits["concurrentCopies"]?.int ?? settings.concurrentCopies
            settings.concurrentImages = limits["concurrentImages"]?.int ?? settings.concurrentImages
            settings.copyLimitGiB = limits["copyGiB"]?.int ?? settings.copyLimitGiB
        }
        world.save(settings)
    }
}

private func check(_ json: JSON, _ known: [String], _ place: String) throws(SandboxError) {
    guard let members = json.object else { throw .invalid(detail: "A mapping is needed in \(place).") }
    for (key, _) in members where !known.contains(key) {
        throw .invalid(detail: "\(key) is not known in \(place); there are \(known.joined(separator: ", ")).")
    }
}

/// Makes the objects of one region, settled and complete, without jobs.
private struct RegionSeed {
    let world: World
    let region: Region
    var servers: [String: Server] = [:]
    var vaults: [String: Vault] = [:]

    init(world: World, region: Region) {
        self.world = world
        self.region = region
    }

    mutating func apply(_ json: JSON) throws(SandboxError) {
        for item in json["networks"]?.array ?? [] { try addNetwork(item) }
        for item in json["servers"]?.array ?? [] { try addServers(item) }
        for item in json["volumes"]?.array ?? [] { try addVolumes(item) }
        for item in json["vaults"]?.array ?? [] { try addVault(item) }
        for item in json["images"]?.array ?? [] { try addImage(item) }
    }

    // MARK: Networks

    private func addNetwork(_ json: JSON) throws(SandboxError) {
        try check(json, ["vpc", "cidr", "subnets", "securityGroup"], "a network")
        if let name = json["securityGroup"]?.text {
            _ = try network(.securityGroup, name, "0.0.0.0/32", vpc: nil)
        }
        guard let name = json["vpc"]?.text else { return }
        let vpc = try network(.vpc, name, json["cidr"]?.text ?? "192.168.0.0/16", vpc: nil)
        for item in json["subnets"]?.array ?? [] {
            _ = try network(.subnet, item["name"]?.text ?? "", item["cidr"]?.text ?? vpc.block, vpc: vpc.id)
        }
    }

    private func network(
        _ form: Network.Form, _ name: String, _ block: String, vpc: ObjectID?
    ) throws(SandboxError) -> Network {
        let parts = block.split(separator: "/")
        guard parts.count == 2, let base = ipv4Number(parts[0]), let prefix = Int(parts[1]),
            (8...32).contains(prefix)
        else { throw .invalid(detail: "\(block) is no address block.") }
        let network = Network(region: region)
        network.id = world.newID()
        network.sequence = world.sequence
        network.form = form
        network.name = name
        network.base = base
        network.prefix = prefix
        network.vpc = vpc
        network.created = world.now
        world.add(network, name: name)
        return network
    }

    // MARK: Servers and disks

    private mutating func addServers(_ json: JSON) throws(SandboxError) {
        try check(
            json,
            [
                "name", "count", "zone", "flavor", "image", "power", "systemDisk", "dataDisks", "tags",
                "description",
                "locked", "prepaid", "subnet", "status",
            ], "a server")
        let name = json["name"]?.text ?? "server"
        let count = json["count"]?.int ?? 1
        guard let flavor = flavorsByName[json["flavor"]?.text ?? "s6.large.2"] else {
            throw .invalid(detail: "The flavor of \(name) is unknown.")
        }
        let wanted = json["image"]?.text ?? "Ubuntu 22.04 server 64bit"
        guard let image = world.images.all(in: region).first(where: { $0.name == wanted }) else {
            throw .invalid(detail: "The image \(wanted) of \(name) is unknown.")
        }
        let subnetName = json["subnet"]?.text ?? "subnet-default"
        let subnet = world.networks.all(in: region).first { $0.form == .subnet && $0.name == subnetName }
        guard let subnet else { throw .invalid(detail: "The subnet \(subnetName) of \(name) is unknown.") }
        let zone = try zone(json, of: name)
        let disks =
            try [disk(json["systemDisk"], size: 40)] + (json["dataDisks"]?.array ?? []).map(DiskSeed.init)
        for number in 1...max(count, 1) {
            let server = Server(region: region)
            server.id = world.newID()
            server.sequence = world.sequence
            server.name = count == 1 ? name : name + "-" + fourDigits(number)
            server.zone = zone
            server.flavor = flavor.name
            server.image = image.id
            server.imageName = image.name
            server.imageType = image.isPublic ? "gold" : "private"
            server.osType = image.osType
            server.status =
                Server.Status.named(json["status"]?.text ?? "")
                ?? (json["power"]?.text == "off" ? .shutoff : .active)
            server.created = world.now
            server.updated = world.now
            server.launched = world.now
            server.subnet = subnet.id
            server.vpc = subnet.vpc ?? ObjectID()
            server.address = subnet.takeAddress() ?? 0
            server.details = json["description"]?.text ?? ""
            server.isLocked = json["locked"]?.bool ?? false
            server.isPrepaid = json["prepaid"]?.bool ?? false
            server.tags = tags(json)
            for (slot, disk) in disks.enumerated() { add(disk, slot: slot, to: server, image) }
            world.add(server, name: server.name)
            servers[server.name] = server
        }
    }

    private func disk(_ json: JSON?, size: Int) throws(SandboxError) -> DiskSeed {
        var disk = DiskSeed(json ?? .object([]))
        if json?["size"] == nil { disk.sizeGiB = size }
        return disk
    }

    private func add(_ disk: DiskSeed, slot: Int, to server: Server, _ image: Image) {
        let volume = Volume(region: region)
        volume.id = world.newID()
        volume.sequence = world.sequence
        volume.name = disk.name ?? server.name + "-volume-" + fourDigits(slot)
        volume.zone = server.zone
        volume.type = disk.type
        volume.sizeGiB = disk.sizeGiB
        volume.status = .inUse
        volume.isBootable = slot == 0
        volume.isShared = disk.isShared
        volume.serviceType = disk.serviceType
        volume.metadata = disk.metadata
        volume.created = world.now
        volume.updated = world.now
        volume.attachments = [Volume.Attachment(server: server.id, slot: UInt8(slot), at: world.now)]
        if slot == 0 {
            volume.image = image.id
            volume.imageName = image.name
        }
        server.disks.append(
            Server.Disk(
                volume: volume.id, slot: UInt8(slot), isBoot: slot == 0, deleteOnTermination: slot == 0))
        world.add(volume, name: volume.name)
    }

    private func addVolumes(_ json: JSON) throws(SandboxError) {
        try check(
            json,
            ["name", "count", "zone", "type", "size", "tags", "shared", "scsi", "encrypted", "service"],
            "a volume")
        let seed = DiskSeed(json)
        let name = json["name"]?.text ?? "disk"
        let count = json["count"]?.int ?? 1
        for number in 1...max(count, 1) {
            let volume = Volume(region: region)
            volume.id = world.newID()
            volume.sequence = world.sequence
            volume.name = count == 1 ? name : name + "-" + fourDigits(number)
            volume.zone = try zone(json, of: name)
            volume.type = seed.type
            volume.sizeGiB = seed.sizeGiB
            volume.status = .available
            volume.isShared = seed.isShared
            volume.serviceType = seed.serviceType
            volume.metadata = seed.metadata
            volume.tags = tags(json)
            volume.created = world.now
            volume.updated = world.now
            world.add(volume, name: volume.name)
        }
    }

    // MARK: Vaults and images

    private mutating func addVault(_ json: JSON) throws(SandboxError) {
        try check(
            json, ["name", "size", "purpose", "servers", "tags", "autoExpand", "objectType"], "a vault")
        let vault = Vault(region: region)
        vault.id = world.newID()
        vault.sequence = world.sequence
        vault.name = json["name"]?.text ?? "vault"
        vault.sizeGiB = json["size"]?.int ?? 100
        vault.protectType = json["purpose"]?.text ?? "backup"
        vault.objectType = json["objectType"]?.text ?? "server"
        vault.autoExpand = json["autoExpand"]?.bool ?? false
        vault.tags = tags(json)
        vault.created = world.now
        vault.updated = world.now
        world.add(vault, name: vault.name)
        for item in json["servers"]?.array ?? [] {
            guard let server = servers[item.text ?? ""] else {
                throw .invalid(detail: "The vault \(vault.name) names an unknown server.")
            }
            world.bind(
                Vault.Resource(server: server.id, name: server.name, sizeGiB: world.diskTotal(of: server)),
                to: vault)
        }
        vaults[vault.name] = vault
    }

    /// A whole image that is complete and regional.
    private func addImage(_ json: JSON) throws(SandboxError) {
        try check(json, ["name", "server", "vault", "tags", "description"], "an image")
        let name = json["name"]?.text ?? "image"
        guard let server = servers[json["server"]?.text ?? ""], let vault = vaults[json["vault"]?.text ?? ""]
        else {
            throw .invalid(detail: "The image \(name) names an unknown server or vault.")
        }
        do {
            if world.vaultOfServer[server.id] == nil {
                world.bind(
                    Vault.Resource(
                        server: server.id, name: server.name, sizeGiB: world.diskTotal(of: server)), to: vault
                )
            }
            guard let resource = vault.resources.first(where: { $0.server == server.id }) else {
                throw SandboxError.invalid(detail: "The server of the image \(name) is in another vault.")
            }
            let backup = try world.beginBackup(
                of: resource, in: vault, name: "backup_for_\(name)", details: "")
            let image = try world.newImage(.object([("name", .string(name))]), in: region)
            image.form = .whole
            image.tags = tags(json)
            image.details = json["description"]?.text
            world.complete(image, backup)
        } catch let refusal as Refusal {
            throw .invalid(detail: "The image \(name) is refused: \(refusal.message)")
        } catch {
            throw .invalid(detail: "\(error)")
        }
    }

    // MARK: Small parts

    private func zone(_ json: JSON, of name: String) throws(SandboxError) -> String {
        let zone = json["zone"]?.text ?? region.zones[0]
        guard region.zones.contains(zone) else {
            throw .invalid(detail: "The zone \(zone) of \(name) is unknown.")
        }
        return zone
    }

    private func tags(_ json: JSON) -> [Tag] {
        (json["tags"]?.object ?? []).map { Tag(key: $0.key, value: $0.value.text ?? "") }
    }

    private func fourDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    }
}

private struct DiskSeed {
    var name: String?
    var type: String
    var sizeGiB: Int
    var isShared: Bool
    var serviceType: String
    var metadata: [Tag] = []

    init(_ json: JSON) {
        name = json["name"]?.text
        type = json["type"]?.text ?? "GPSSD"
        sizeGiB = json["size"]?.int ?? 100
        isShared = json["shared"]?.bool ?? false
        serviceType = json["service"]?.text ?? "EVS"
        if json["scsi"]?.bool == true { metadata.append(Tag(key: "hw:passthrough", value: "true")) }
        if json["encrypted"]?.bool == true { metadata.append(Tag(key: "__system__encrypted", value: "1")) }
    }
}

extension World {
    /// Registers an image and its backup as they are when all work is done.
    func complete(_ image: Image, _ backup: Backup) {
        backup.status = .available
        backup.reach = .region
        backup.image = image.id
        image.backup = backup.id
        image.sourceImage = backup.sourceImage
        image.platform = backup.platform
        image.osType = backup.osType
        image.osVersion = backup.osVersion
        image.isARM = backup.isARM
        image.isUEFI = backup.isARM
        image.minDiskGiB = max(backup.minDiskGiB, 1)
        image.origin = "server_backup,\(backup.id)"
        add(backup, name: backup.name)
        add(image, name: image.name)
        activate(image)
    }
}
