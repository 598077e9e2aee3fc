/// Makes the objects of one region, settled and complete, without jobs.
struct RegionSeed {
    let world: World
    let region: Region
    /// The disk images that are still to be written to disks.
    var wishes: [DiskFileWish] = []
    private let isTrial: Bool
    private var servers: [String: Server] = [:]
    private var vaults: [String: Vault] = [:]

    init(world: World, region: Region, isTrial: Bool) {
        self.world = world
        self.region = region
        self.isTrial = isTrial
    }

    mutating func apply(_ node: DocumentNode) throws(SandboxError) {
        try ConditionSeed(world: world, region: region, isTrial: isTrial).apply(node["changes"]?.array ?? [])
        for item in node["networks"]?.array ?? [] { try addNetwork(item) }
        for item in node["servers"]?.array ?? [] { try addServers(item) }
        for item in node["volumes"]?.array ?? [] { try addVolumes(item) }
        for item in node["vaults"]?.array ?? [] { try addVault(item) }
        for item in node["images"]?.array ?? [] { try addImage(item) }
    }

    // MARK: Networks

    private func addNetwork(_ node: DocumentNode) throws(SandboxError) {
        try node.check(["vpc", "cidr", "subnets", "securityGroup"], "a network")
        if let name = node["securityGroup"] {
            _ = try network(.securityGroup, name.text ?? "", "0.0.0.0/32", vpc: nil, name)
        }
        guard let name = node["vpc"]?.text else { return }
        let vpc = try network(.vpc, name, node["cidr"]?.text ?? "192.168.0.0/16", vpc: nil, node)
        for item in node["subnets"]?.array ?? [] {
            try item.check(["name", "cidr"], "a subnet")
            _ = try network(
                .subnet, item["name"]?.text ?? "", item["cidr"]?.text ?? vpc.block, vpc: vpc.id, item)
        }
    }

    private func network(
        _ form: Network.Form, _ name: String, _ block: String, vpc: ObjectID?, _ node: DocumentNode
    ) throws(SandboxError) -> Network {
        let parts = block.split(separator: "/")
        guard parts.count == 2, let base = ipv4Number(parts[0]), let prefix = Int(parts[1]),
            (8...32).contains(prefix)
        else { throw node.wrong("\(block) is no address block.") }
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

    private mutating func addServers(_ node: DocumentNode) throws(SandboxError) {
        try node.check(
            [
                "name", "count", "zone", "flavor", "image", "power", "systemDisk", "dataDisks", "tags",
                "description", "locked", "prepaid", "subnet", "status", "frozen", "spot", "legacyBackup",
                "metadata",
            ], "a server")
        let model = try serverModel(node)
        var disks = [try DiskSeed(node["systemDisk"], standardGiB: 40)]
        for item in node["dataDisks"]?.array ?? [] { disks.append(try DiskSeed(item, standardGiB: 100)) }
        let count = try node.wholeNumber("count", standard: 1, in: 1...100_000)
        guard model.subnet.usable.count - model.subnet.addresses.count >= count else {
            throw node.wrong("The subnet \(model.subnet.block) has too few addresses.")
        }
        for number in 1...count {
            let name = count == 1 ? model.server.name : model.server.name + "-" + fourDigits(number)
            if isTrial, number > 1 {
                servers[name] = servers[model.server.name + "-" + fourDigits(1)]
                continue
            }
            let server = Server(region: region)
            copy(model.server, to: server)
            server.name = name
            server.address = model.subnet.takeAddress() ?? 0
            for slot in disks.indices { add(&disks[slot], slot: slot, to: server, model.image) }
            world.add(server, name: server.name)
            servers[server.name] = server
        }
        disks.forEach { wish($0) }
    }

    private func serverModel(_ node: DocumentNode) throws(SandboxError) -> (
        server: Server, image: Image, subnet: Network
    ) {
        let server = Server(region: region)
        server.name = node["name"]?.text ?? "server"
        guard let flavor = flavorsByName[node["flavor"]?.text ?? "s6.large.2"] else {
            throw (node["flavor"] ?? node).wrong("The flavor of \(server.name) is unknown.")
        }
        let wanted = node["image"]?.text ?? "Ubuntu 22.04 server 64bit"
        guard let image = world.images.all(in: region).first(where: { $0.name == wanted }) else {
            throw (node["image"] ?? node).wrong("The image \(wanted) of \(server.name) is unknown.")
        }
        let subnetName = node["subnet"]?.text ?? "subnet-default"
        let subnet = world.networks.all(in: region).first { $0.form == .subnet && $0.name == subnetName }
        guard let subnet else {
            throw (node["subnet"] ?? node).wrong("The subnet \(subnetName) of \(server.name) is unknown.")
        }
        server.zone = try zone(node, of: server.name)
        server.flavor = flavor.name
        server.image = image.id
        server.imageName = image.name
        server.imageType = image.isPublic ? "gold" : "private"
        server.osType = image.osType
        server.status = node["power"]?.text == "off" || node["power"]?.bool == false ? .shutoff : .active
        if let word = node["status"] {
            guard let status = Server.Status.named(word.text ?? "") else {
                throw word.wrong("\(word.text ?? "This") is no status of a server.")
            }
            server.status = status
        }
        server.subnet = subnet.id
        server.vpc = subnet.vpc ?? ObjectID()
        // As the service does where none is named.
        server.securityGroups = world.networks.all(in: region).filter { $0.form == .securityGroup }.prefix(1)
            .map(\.id)
        server.details = node["description"]?.text ?? ""
        server.isLocked = node["locked"]?.bool ?? false
        server.isPrepaid = node["prepaid"]?.bool ?? false
        server.isSpot = node["spot"] != nil && node["spot"]?.bool != false
        server.isReclaimed = node["spot"]?.text == "reclaimed"
        server.usesLegacyBackup = node["legacyBackup"]?.bool ?? false
        server.metadata = (node["metadata"]?.members ?? []).map {
            Tag(key: $0.key, value: $0.value.text ?? "")
        }
        if node["frozen"]?.bool == true { server.metadata.set(Tag(key: "EcmResStatus", value: "freeze")) }
        server.tags = tags(node)
        return (server, image, subnet)
    }

    private func copy(_ model: Server, to server: Server) {
        server.id = world.newID()
        server.sequence = world.sequence
        server.zone = model.zone
        server.flavor = model.flavor
        server.image = model.image
        server.imageName = model.imageName
        server.imageType = model.imageType
        server.osType = model.osType
        server.status = model.status
        server.created = world.now
        server.updated = world.now
        server.launched = world.now
        server.subnet = model.subnet
        server.vpc = model.vpc
        server.securityGroups = model.securityGroups
        server.details = model.details
        server.isLocked = model.isLocked
        server.isPrepaid = model.isPrepaid
        server.isSpot = model.isSpot
        server.isReclaimed = model.isReclaimed
        server.usesLegacyBackup = model.usesLegacyBackup
        server.metadata = model.metadata
        server.tags = model.tags
    }

    private func add(_ disk: inout DiskSeed, slot: Int, to server: Server, _ image: Image) {
        let volume = disk.volume(world, region)
        volume.name = disk.name ?? server.name + "-volume-" + fourDigits(slot)
        volume.zone = server.zone
        volume.status = disk.status ?? .inUse
        volume.isBootable = slot == 0
        volume.attachments = [Volume.Attachment(server: server.id, slot: UInt8(slot), at: world.now)]
        if slot == 0 {
            volume.image = image.id
            volume.imageName = image.name
        }
        server.disks.append(
            Server.Disk(
                volume: volume.id, slot: UInt8(slot), isBoot: slot == 0, deleteOnTermination: slot == 0))
        world.add(volume, name: volume.name)
        disk.putContent(on: volume, in: world)
    }

    private mutating func addVolumes(_ node: DocumentNode) throws(SandboxError) {
        var seed = try DiskSeed(node, standardGiB: 100, alone: true)
        let name = node["name"]?.text ?? "disk"
        let zone = try zone(node, of: name)
        let count = try node.wholeNumber("count", standard: 1, in: 1...100_000)
        for number in 1...(isTrial ? 1 : count) {
            let volume = seed.volume(world, region)
            volume.name = count == 1 ? name : name + "-" + fourDigits(number)
            volume.zone = zone
            volume.status = seed.status ?? .available
            volume.tags = tags(node)
            world.add(volume, name: volume.name)
            seed.putContent(on: volume, in: world)
        }
        wish(seed)
    }

    private mutating func wish(_ disk: DiskSeed) {
        for file in disk.content.files {
            wishes.append(DiskFileWish(file: file, volumes: disk.made, sizeGiB: disk.sizeGiB))
        }
    }

    // MARK: Vaults and images

    private mutating func addVault(_ node: DocumentNode) throws(SandboxError) {
        try node.check(
            [
                "name", "size", "purpose", "servers", "tags", "autoExpand", "objectType", "status", "locked",
                "prepaid", "used", "description",
            ], "a vault")
        let vault = Vault(region: region)
        vault.id = world.newID()
        vault.sequence = world.sequence
        vault.name = node["name"]?.text ?? "vault"
        vault.details = node["description"]?.text ?? ""
        vault.sizeGiB = try node.wholeNumber("size", standard: 100, in: 1...10_485_760)
        vault.usedMiB = try node.wholeNumber("used", standard: 0, in: 0...10_485_760) * 1024
        vault.protectType = node["purpose"]?.text ?? "backup"
        vault.objectType = node["objectType"]?.text ?? "server"
        vault.autoExpand = node["autoExpand"]?.bool ?? false
        vault.isLocked = node["locked"]?.bool ?? false
        vault.chargingMode = node["prepaid"]?.bool == true ? "pre_paid" : "post_paid"
        if let word = node["status"] {
            guard let status = Vault.Status.named(word.text ?? "") else {
                throw word.wrong("\(word.text ?? "This") is no status of a vault.")
            }
            vault.status = status
        }
        vault.tags = tags(node)
        vault.created = world.now
        vault.updated = world.now
        world.add(vault, name: vault.name)
        for item in node["servers"]?.array ?? [] {
            guard let server = servers[item.text ?? ""] else {
                throw item.wrong("The vault \(vault.name) names an unknown server.")
            }
            world.bind(
                Vault.Resource(server: server.id, name: server.name, sizeGiB: world.diskTotal(of: server)),
                to: vault)
        }
        vaults[vault.name] = vault
    }

    /// A whole image that is complete and, unless its phase says otherwise, regional.
    private func addImage(_ node: DocumentNode) throws(SandboxError) {
        try node.check(
            [
                "name", "server", "vault", "tags", "description", "protected", "phase", "status", "minRam",
                "maxRam",
            ], "an image")
        let name = node["name"]?.text ?? "image"
        guard let server = servers[node["server"]?.text ?? ""], let vault = vaults[node["vault"]?.text ?? ""]
        else {
            throw node.wrong("The image \(name) names an unknown server or vault.")
        }
        do {
            let (image, backup) = try imageParts(name, node, server, vault)
            image.tags = tags(node)
            image.details = node["description"]?.text
            image.isProtected = node["protected"]?.bool ?? false
            image.minRAM = node["minRam"]?.int ?? 0
            image.maxRAM = node["maxRam"]?.int ?? 0
            world.complete(image, backup)
            try settle(image, backup, node)
        } catch let refusal as Refusal {
            throw node.wrong("The image \(name) is refused: \(refusal.message)")
        } catch let error as SandboxError {
            throw error
        } catch {
            throw node.wrong("\(error)")
        }
    }

    private func imageParts(_ name: String, _ node: DocumentNode, _ server: Server, _ vault: Vault) throws
        -> (
            Image, Backup
        )
    {
        if world.vaultOfServer[server.id] == nil {
            world.bind(
                Vault.Resource(server: server.id, name: server.name, sizeGiB: world.diskTotal(of: server)),
                to: vault)
        }
        guard let resource = vault.resources.first(where: { $0.server == server.id }) else {
            throw node.wrong("The server of the image \(name) is in another vault.")
        }
        let backup = try world.beginBackup(of: resource, in: vault, name: "backup_for_\(name)", details: "")
        let image = try world.newImage(.object([("name", .string(name))]), in: region)
        image.form = .whole
        return (image, backup)
    }

    private func settle(_ image: Image, _ backup: Backup, _ node: DocumentNode) throws(SandboxError) {
        switch node["phase"]?.text {
        case nil, "region": break
        case "zone":
            backup.reach = .zone
            backup.status = .protecting
            world.save(backup)
        default:
            throw (node["phase"] ?? node).wrong("The phase of an image is `zone` or `region`.")
        }
        switch node["status"]?.text {
        case nil, "active": break
        case "killed":
            image.status = .killed
            backup.image = nil
            world.save(backup)
            world.save(image)
        default: throw (node["status"] ?? node).wrong("The status of an image is `active` or `killed`.")
        }
    }

    // MARK: Small parts

    private func zone(_ node: DocumentNode, of name: String) throws(SandboxError) -> String {
        let zone = node["zone"]?.text ?? region.zones[0]
        guard region.zones.contains(zone) else {
            throw (node["zone"] ?? node).wrong(
                "The zone \(zone) of \(name) is unknown; there are \(region.zones.joined(separator: ", ")).")
        }
        return zone
    }

    private func tags(_ node: DocumentNode) -> [Tag] {
        (node["tags"]?.members ?? []).map { Tag(key: $0.key, value: $0.value.text ?? "") }
    }
}

/// `0007`
func fourDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
}

/// A disk of a world file.
struct DiskSeed {
    var name: String?
    var type: String
    var sizeGiB: Int
    var status: Volume.Status?
    var content: DiskContent
    /// The disks made of it so far.
    private(set) var made: [ObjectID] = []
    private var isShared: Bool
    private var isOld: Bool
    private var isPrepaid: Bool
    private var serviceType: String
    private var iops: Int
    private var throughput: Int
    private var metadata: [Tag] = []

    init(_ node: DocumentNode?, standardGiB: Int, alone: Bool = false) throws(SandboxError) {
        let keys = [
            "name", "type", "size", "shared", "service", "scsi", "encrypted", "status", "content", "iops",
            "throughput", "oldStorage", "prepaid",
        ]
        try node?.check(keys + (alone ? ["count", "zone", "tags"] : []), "a disk")
        name = node?["name"]?.text
        type = node?["type"]?.text ?? "GPSSD"
        if volumeTypesByName[type] == nil, let node {
            throw (node["type"] ?? node).wrong("The disk type \(type) does not exist.")
        }
        sizeGiB = try node?.wholeNumber("size", standard: standardGiB, in: 1...32_768) ?? standardGiB
        isShared = node?["shared"]?.bool ?? false
        isOld = node?["oldStorage"]?.bool ?? false
        isPrepaid = node?["prepaid"]?.bool ?? false
        serviceType = node?["service"]?.text ?? "EVS"
        iops = node?["iops"]?.int ?? 0
        throughput = node?["throughput"]?.int ?? 0
        if node?["scsi"]?.bool == true { metadata.append(Tag(key: "hw:passthrough", value: "true")) }
        if node?["encrypted"]?.bool == true {
            metadata.append(Tag(key: "__system__encrypted", value: "1"))
        }
        if let word = node?["status"] {
            status = Volume.Status.named(word.text ?? "")
            if status == nil { throw word.wrong("\(word.text ?? "This") is no status of a disk.") }
        }
        content = try DiskContent(node?["content"], sizeGiB: sizeGiB)
    }

    func volume(_ world: World, _ region: Region) -> Volume {
        let volume = Volume(region: region)
        volume.id = world.newID()
        volume.sequence = world.sequence
        volume.type = type
        volume.sizeGiB = sizeGiB
        volume.isShared = isShared
        volume.isOldStorage = isOld
        volume.isPrepaid = isPrepaid
        volume.serviceType = serviceType
        volume.iops = iops
        volume.throughput = throughput
        volume.metadata = metadata
        volume.created = world.now
        volume.updated = world.now
        return volume
    }

    /// The first disk stores the content, the others hold the same.
    mutating func putContent(on volume: Volume, in world: World) {
        if let root = content.root {
            if made.isEmpty {
                world.write(content.nodes, root: root, to: volume)
            } else {
                world.replaceContent(of: volume, by: root)
            }
        }
        if !content.files.isEmpty || made.isEmpty { made.append(volume.id) }
    }
}

extension World {
    /// Registers an image and its backup as they are when all work is done.
    func complete(_ image: Image, _ backup: Backup) {
        backup.status = .available
        backup.reach = .region
        add(backup, name: backup.name)
        fill(image, from: backup)
        add(image, name: image.name)
        activate(image)
    }
}
