import Crypto

/// Creating servers. Source: API reference, sections 4.7, 6.2 and 6.3.
extension World {
    func createServers(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        guard let request = body["server"], request.object != nil else {
            throw .ecs("0005", "The server object is missing.")
        }
        let token = try clientToken(call, remember: body["dry_run"]?.bool != true)
        if let token, !token.answer.isEmpty { return Answer(status: 200, body: Array(token.answer.utf8)) }
        let order = try serverOrder(request, in: call.region)
        if body["dry_run"]?.bool == true || call.query("dry_run") == "true" {
            return Answer(status: 202, body: Array("{}".utf8))
        }
        let answer = makeServers(order, in: call.region)
        if let token {
            token.answer = String(decoding: answer.body, as: UTF8.self)
            add(token, name: "")
        }
        return answer
    }

    /// The record for the call's `X-Client-Token`, with the earlier answer in it if it was used before with this body.
    private func clientToken(_ call: Call, remember: Bool) throws(Refusal) -> ClientToken? {
        guard let text = call.header("x-client-token"), remember else { return nil }
        guard let id = ObjectID(text), text.utf8.count == 36,
            text.split(separator: "-").map(\.utf8.count) == [8, 4, 4, 4, 12]
        else { throw .ecs("0123", "The client token is not a UUID.") }
        let digest = hexText(SHA256.hash(data: call.body))
        guard let used = clientTokens[id] else {
            let token = ClientToken(region: call.region)
            token.id = id
            token.sequence = nextSequence()
            token.bodyDigest = digest
            token.used = now
            return token
        }
        guard now.seconds(since: used.used) <= 8 * 3600 else {
            throw .ecs("0124", "The client token has expired.")
        }
        guard used.bodyDigest == digest, used.region === call.region else {
            throw .ecs("0122", "The client token was used with other parameters.")
        }
        return used
    }

    // MARK: Checking the request

    private func serverOrder(_ request: JSON, in region: Region) throws(Refusal) -> ServerOrder {
        var order = ServerOrder()
        order.count = request["count"]?.int ?? 1
        guard (1...500).contains(order.count) else {
            throw .ecs("0913", "The count must be between 1 and 500.")
        }
        try readName(request, &order)
        order.zone = try zone(request, in: region)
        order.flavor = try sellableFlavor(request["flavorRef"]?.string, zone: order.zone, in: region)
        order.image = try usableImage(request["imageRef"]?.string, for: order, in: region)
        try readNetwork(request, in: region, &order)
        order.root = try systemDisk(request["root_volume"], order, in: region)
        order.data = try dataDisks(request["data_volumes"]?.array ?? [], order, in: region)
        try readRest(request, &order)
        try checkQuotas(order, in: region)
        order.vault = try vaultAtBirth(request, order, in: region)
        return order
    }

    private func readName(_ request: JSON, _ order: inout ServerOrder) throws(Refusal) {
        guard let name = request["name"]?.string else { throw .ecs("0005", "The server name is missing.") }
        let limit = order.count > 1 ? 59 : 128
        guard name.unicodeScalars.count <= limit else { throw .ecs("0914", "The server name is too long.") }
        guard Format.isServerName(name) else { throw .ecs("0915", "The server name is not valid.") }
        order.name = name
    }

    private func zone(_ request: JSON, in region: Region) throws(Refusal) -> String {
        let asked = request["availability_zone"]?.string ?? ""
        if !asked.isEmpty {
            guard region.zones.contains(asked) else {
                throw .ecs("0005", "The availability zone \(asked) does not exist.")
            }
            return asked
        }
        let flavor = flavorsByName[request["flavorRef"]?.string ?? ""]
        return region.zones.first { zone in
            flavor.map { saleStatus(of: $0, inZone: zone, of: region) == "normal" } ?? true
        } ?? region.zones[0]
    }

    /// Source of the codes: API reference, section 6.10.
    func sellableFlavor(_ name: String?, zone: String, in region: Region) throws(Refusal) -> Flavor {
        guard let flavor = flavorsByName[name ?? ""] else {
            throw .ecs("0029", "The flavor \(name ?? "") does not exist.")
        }
        switch saleStatus(of: flavor, inZone: zone, of: region) {
        case "normal", "promotion": return flavor
        case "sellout": throw .ecs("0018", "The flavor \(flavor.name) is sold out in \(zone).")
        case "obt": throw .ecs("0016", "The flavor \(flavor.name) is in open beta in \(zone).")
        default: throw .ecs("0019", "The flavor \(flavor.name) is no longer sold in \(zone).")
        }
    }

    private func usableImage(_ ref: String?, for order: ServerOrder, in region: Region) throws(Refusal)
        -> Image
    {
        guard let image = images.find(ref.flatMap { ObjectID($0) }, in: region) else {
            throw .ecs("0031", "The image \(ref ?? "") does not exist.")
        }
        guard image.status == .active else { throw .ecs("0032", "The image \(image.id) is not active.") }
        guard image.form == .system || image.form == .whole else {
            throw .ecs("0005", "The image \(image.id) has no system disk.")
        }
        guard image.isARM == order.flavor.isARM else {
            throw .ecs("0005", "The image's architecture does not fit the flavor \(order.flavor.name).")
        }
        guard order.flavor.ramMB >= image.minRAM, image.maxRAM == 0 || order.flavor.ramMB <= image.maxRAM
        else {
            throw .ecs("0005", "The memory of the flavor \(order.flavor.name) is outside the image's bounds.")
        }
        if image.isWhole { _ = try usableBackup(of: image, zone: order.zone) }
        return image
    }

    /// The backup behind a whole image, if servers can be made of it in that zone.
    func usableBackup(of image: Image, zone: String) throws(Refusal) -> Backup {
        guard let backup = backups.find(image.backup, in: image.region) else {
            throw .ecs("0034", "The backup of the image \(image.id) does not exist.")
        }
        switch backup.reach {
        case .region where backup.status == .available: return backup
        case .zone where backup.status == .protecting || backup.status == .available:
            guard backup.zone == zone else {
                throw .ecs(
                    "0048", "The full-ECS image \(image.id) can be used only in \(backup.zone) for now.")
            }
            return backup
        default:
            throw .ecs(
                "0048", "The backup of the full-ECS image \(image.id) is not usable: \(backup.status.word).")
        }
    }

    private func readNetwork(_ request: JSON, in region: Region, _ order: inout ServerOrder) throws(Refusal) {
        guard let vpc = networks.find(request["vpcid"]?.string.flatMap { ObjectID($0) }, in: region),
            vpc.form == .vpc
        else { throw .ecs("0014", "The VPC \(request["vpcid"]?.string ?? "") does not exist.") }
        guard let nics = request["nics"]?.array, (1...12).contains(nics.count) else {
            throw .ecs("0005", "A server needs between 1 and 12 network interfaces.")
        }
        guard let subnet = networks.find(nics[0]["subnet_id"]?.string.flatMap { ObjectID($0) }, in: region),
            subnet.form == .subnet
        else { throw .ecs("0038", "The subnet \(nics[0]["subnet_id"]?.string ?? "") does not exist.") }
        guard subnet.vpc == vpc.id else { throw .ecs("0064", "The subnet is not in the VPC \(vpc.id).") }
        order.subnet = subnet
        if let text = nics[0]["ip_address"]?.string, !text.isEmpty {
            guard let address = ipv4Number(text), subnet.contains(address), order.count == 1 else {
                throw .ecs("0039", "The address \(text) is not in the subnet \(subnet.block).")
            }
            guard !subnet.addresses.contains(address) else {
                throw .ecs("0010", "The address \(text) is in use.")
            }
            order.address = address
        } else if subnet.usable.count - subnet.addresses.count < order.count {
            throw .ecs("0012", "The subnet \(subnet.block) has no free address.")
        }
        for item in request["security_groups"]?.array ?? [] {
            guard let group = networks.find(item["id"]?.string.flatMap { ObjectID($0) }, in: region),
                group.form == .securityGroup
            else { throw .ecs("0038", "The security group \(item["id"]?.string ?? "") does not exist.") }
            order.groups.append(group.id)
        }
        if order.groups.isEmpty {
            order.groups = networks.all(in: region).filter { $0.form == .securityGroup }.prefix(1).map(\.id)
        }
    }

    private func systemDisk(_ request: JSON?, _ order: ServerOrder, in region: Region) throws(Refusal)
        -> DiskOrder
    {
        guard let request else { throw .ecs("0005", "The root volume is missing.") }
        var disk = try diskOrder(request, order, in: region)
        let least = order.image.minDiskGiB
        if disk.sizeGiB == 0 { disk.sizeGiB = max(least, 1) }
        guard (1...1024).contains(disk.sizeGiB), disk.sizeGiB >= least else {
            throw .ecs("0005", "The system disk must have between \(max(least, 1)) and 1024 GB.")
        }
        guard !disk.isShared else { throw .ecs("0005", "The system disk cannot be shared.") }
        if order.image.isWhole, let child = backups[order.image.backup ?? ObjectID()]?.systemDisk {
            disk.content = child.content
            disk.snapshot = child.snapshot
        } else {
            disk.content = order.image.content
        }
        return disk
    }

    private func dataDisks(_ requests: [JSON], _ order: ServerOrder, in region: Region) throws(Refusal)
        -> [DiskOrder]
    {
        var disks: [DiskOrder] = []
        var unlisted: [Backup.Child] = []
        let backup = order.image.isWhole ? backups[order.image.backup ?? ObjectID()] : nil
        if let backup { unlisted = backup.children.filter { !$0.isSystem } }
        for request in requests {
            var disk = try diskOrder(request, order, in: region)
            if let text = request["extendparam"]?["snapshotId"]?.string, !text.isEmpty {
                guard
                    let index = unlisted.firstIndex(where: {
                        ObjectID(text) == $0.volume || ObjectID(text) == $0.snapshot
                    })
                else { throw .ecs("0005", "The snapshotId \(text) names no free data disk of the image.") }
                guard request["data_image_id"]?.string == nil else {
                    throw .ecs("0005", "snapshotId and data_image_id exclude each other.")
                }
                try restore(unlisted.remove(at: index), by: backup, &disk)
            } else if let text = request["data_image_id"]?.string, !text.isEmpty {
                guard let image = images.find(ObjectID(text), in: region), image.form == .data else {
                    throw .ecs("0031", "The data disk image \(text) does not exist.")
                }
                guard image.status == .active else { throw .ecs("0032", "The image \(text) is not active.") }
                guard disk.sizeGiB >= image.minDiskGiB else {
                    throw .ecs("0005", "The disk must have at least \(image.minDiskGiB) GB.")
                }
                disk.content = image.content
            }
            guard (10...32_768).contains(disk.sizeGiB) else {
                throw .ecs("0005", "A data disk must have between 10 and 32768 GB.")
            }
            disks.append(disk)
        }
        for child in unlisted {
            disks.append(
                DiskOrder(
                    type: child.type, sizeGiB: child.sizeGiB, isShared: child.isShared,
                    metadata: child.metadata,
                    content: child.content, snapshot: child.snapshot))
        }
        guard disks.count <= order.flavor.diskLimit else {
            throw .ecs(
                "0042", "The flavor \(order.flavor.name) takes at most \(order.flavor.diskLimit) data disks.")
        }
        return disks
    }

    private func restore(_ child: Backup.Child, by backup: Backup?, _ disk: inout DiskOrder) throws(Refusal) {
        if disk.sizeGiB == 0 { disk.sizeGiB = child.sizeGiB }
        guard disk.sizeGiB >= child.sizeGiB else {
            throw .ecs("0005", "The disk must have at least the \(child.sizeGiB) GB of the original disk.")
        }
        if backup?.reach == .zone, disk.type != child.type {
            throw .ecs("0046", "The disk type \(disk.type) does not match the snapshot's type \(child.type).")
        }
        disk.content = child.content
        disk.snapshot = child.snapshot
        if child.isEncrypted { disk.metadata = child.metadata }
    }

    private func diskOrder(_ request: JSON, _ order: ServerOrder, in region: Region) throws(Refusal)
        -> DiskOrder
    {
        var disk = DiskOrder()
        disk.type = request["volumetype"]?.string ?? ""
        guard let type = volumeTypesByName[disk.type] else {
            throw .ecs("0043", "The disk type \(disk.type) does not exist.")
        }
        let zones = zones(of: type, in: region)
        guard zones.offered.contains(order.zone) else {
            throw .ecs("0043", "\(disk.type) is not offered in \(order.zone).")
        }
        guard !zones.soldOut.contains(order.zone) else {
            throw .ecs("0044", "\(disk.type) is sold out in \(order.zone).")
        }
        disk.sizeGiB = request["size"]?.int ?? 0
        disk.isShared = request["multiattach"]?.bool ?? request["shareable"]?.bool ?? false
        disk.deleteOnTermination = request["delete_on_termination"]?.bool ?? false
        disk.iops = request["iops"]?.int ?? 0
        disk.throughput = request["throughput"]?.int ?? 0
        if let problem = type.problem(
            iops: disk.iops, throughput: disk.throughput, sizeGiB: max(disk.sizeGiB, 1))
        {
            throw .ecs("0005", problem)
        }
        if request["hw:passthrough"]?.bool == true {
            disk.metadata.append(Tag(key: "hw:passthrough", value: "true"))
        }
        for (key, value) in request["metadata"]?.object ?? [] where key.hasPrefix("__system__") {
            disk.metadata.append(Tag(key: key, value: value.text ?? ""))
        }
        return disk
    }

    private func readRest(_ request: JSON, _ order: inout ServerOrder) throws(Refusal) {
        order.details = request["description"]?.string ?? ""
        guard Format.isDescription(order.details, limit: 85) else {
            throw .ecs("0005", "The description is not valid.")
        }
        guard let tags = Format.tags(request["server_tags"]) else {
            throw .ecs("0906", "A tag is not valid.")
        }
        order.tags = tags + Format.legacyTags(request["tags"])
        guard order.tags.count <= 10 else { throw .ecs("0905", "A server can have at most 10 tags.") }
        guard order.tags.allSatisfy(Format.isTag), Format.haveUniqueKeys(order.tags) else {
            throw .ecs("0906", "A tag is not valid.")
        }
        order.keyName = request["key_name"]?.string ?? ""
        for (key, value) in request["metadata"]?.object ?? [] {
            order.metadata.append(Tag(key: key, value: value.text ?? ""))
        }
        guard order.metadata.count <= 10 else { throw .ecs("0005", "At most 10 metadata keys are allowed.") }
        let extend = request["extendparam"]
        order.isPrepaid = extend?["chargingMode"]?.string == "prePaid"
        order.enterpriseProject = extend?["enterprise_project_id"]?.string ?? "0"
        guard order.enterpriseProject == "0" || ObjectID(order.enterpriseProject) != nil else {
            throw .ecs("0049", "The enterprise project does not exist.")
        }
    }

    private func checkQuotas(_ order: ServerOrder, in region: Region) throws(Refusal) {
        let used = usage(in: region)
        func exceeds(_ name: String, _ count: Int) -> Bool {
            let limit = settings.limit(name, in: region)
            return limit >= 0 && count > limit
        }
        guard !exceeds("servers", used.servers + order.count),
            !exceeds("cores", used.cores + order.count * order.flavor.vcpus),
            !exceeds("ramMB", used.ramMB + order.count * order.flavor.ramMB)
        else { throw .ecs("0001", "The quota of servers, cores or memory is used up.") }
        let disks = [order.root] + order.data
        guard !exceeds("volumes", used.volumes + order.count * disks.count),
            !exceeds("gigabytes", used.gigabytes + order.count * disks.reduce(0) { $0 + $1.sizeGiB })
        else { throw .ecs("0021", "The disk quota is used up.") }
    }

    /// `CB_CSBS_BACKUP` is a JSON string inside the JSON. Source: API reference, section 6.2.
    private func vaultAtBirth(_ request: JSON, _ order: ServerOrder, in region: Region) throws(Refusal)
        -> Vault?
    {
        guard let text = request["extendparam"]?["CB_CSBS_BACKUP"]?.string else { return nil }
        guard let json = try? JSON(parsing: Array(text.utf8)),
            let vault = vaults.find(json["vault_id"]?.string.flatMap { ObjectID($0) }, in: region),
            vault.objectType == "server", vault.protectType == "backup"
        else { throw .ecs("0005", "CB_CSBS_BACKUP names no server backup vault.") }
        return vault
    }

    // MARK: Making them

    private func makeServers(_ order: ServerOrder, in region: Region) -> Answer {
        let job = newJob(.ecs, "createServer", .createServer, in: region)
        var ids: [ObjectID] = []
        for number in 1...order.count {
            let server = makeServer(order, number: number, in: region)
            ids.append(server.id)
            job.parts.append(Job.Part(id: newID(), target: server.id, name: "createSingleServer"))
        }
        let restored = order.image.isWhole ? Double(order.root.sizeGiB) * 0.5 : 0
        start(job, seconds: spread(20 + restored, for: job.id))
        return .object { writer in
            writer.field("job_id", plain: job.id)
            writer.array("serverIds") { writer in ids.forEach { writer.value($0) } }
        }
    }

    private func makeServer(_ order: ServerOrder, number: Int, in region: Region) -> Server {
        let server = Server(region: region)
        server.id = newID()
        server.sequence = sequence
        let suffix = String(number)
        server.name =
            order.count == 1
            ? order.name : order.name + "-" + String(repeating: "0", count: max(4 - suffix.count, 0)) + suffix
        server.zone = order.zone
        server.flavor = order.flavor.name
        server.image = order.image.id
        server.imageName = order.image.name
        server.imageType = order.image.isPublic ? "gold" : "private"
        server.osType = order.image.osType
        server.task = .spawning
        server.created = now
        server.updated = now
        server.subnet = order.subnet.id
        server.vpc = order.subnet.vpc ?? ObjectID()
        server.address = order.address ?? order.subnet.takeAddress() ?? 0
        server.securityGroups = order.groups
        server.keyName = order.keyName
        server.details = order.details
        server.enterpriseProject = order.enterpriseProject
        server.tags = order.tags
        server.metadata = order.metadata
        server.isPrepaid = order.isPrepaid
        for (slot, disk) in ([order.root] + order.data).enumerated() {
            let volume = makeDisk(disk, slot: slot, of: server, order)
            server.disks.append(
                Server.Disk(
                    volume: volume.id, slot: UInt8(slot), isBoot: slot == 0,
                    deleteOnTermination: slot == 0 || disk.deleteOnTermination))
        }
        add(server, name: server.name)
        if let vault = order.vault {
            bind(
                Vault.Resource(server: server.id, name: server.name, sizeGiB: diskTotal(of: server)),
                to: vault)
        }
        return server
    }

    private func makeDisk(_ disk: DiskOrder, slot: Int, of server: Server, _ order: ServerOrder) -> Volume {
        let volume = Volume(region: server.region)
        volume.id = newID()
        volume.sequence = sequence
        let number = String(slot)
        volume.name =
            server.name + "-volume-" + String(repeating: "0", count: max(4 - number.count, 0)) + number
        volume.zone = server.zone
        volume.type = disk.type
        volume.sizeGiB = disk.sizeGiB
        volume.isBootable = slot == 0
        volume.isShared = disk.isShared
        volume.iops = disk.iops
        volume.throughput = disk.throughput
        volume.created = now
        volume.updated = now
        volume.enterpriseProject = server.enterpriseProject
        volume.metadata = disk.metadata
        volume.snapshot = disk.snapshot
        volume.content = disk.content
        if slot == 0 {
            volume.image = order.image.id
            volume.imageName = order.image.name
        }
        add(volume, name: volume.name)
        return volume
    }

    // MARK: When the job ends

    func finishCreateServer(_ job: Job) {
        for part in job.parts {
            guard let server = servers[part.target] else { continue }
            if part.hasFailed {
                rollBack(server)
                continue
            }
            server.status = .active
            server.task = .none
            server.launched = now
            server.updated = now
            for disk in server.disks {
                guard let volume = volumes[disk.volume] else { continue }
                volume.status = .inUse
                volume.attachments = [Volume.Attachment(server: server.id, slot: disk.slot, at: now)]
                volume.updated = now
                save(volume)
            }
            save(server)
        }
    }

    /// A failed create leaves nothing behind. Source: API reference, section 6.12.
    private func rollBack(_ server: Server) {
        for disk in server.disks {
            if let volume = volumes[disk.volume] { remove(volume) }
        }
        if let vault = vault(ofServer: server.id) { unbind(server.id, from: vault) }
        remove(server)
    }
}

/// A checked request for servers.
struct ServerOrder {
    var name = ""
    var count = 1
    var zone = ""
    var flavor = flavors[0]
    var image = Image(region: emptyRegion)
    var subnet = Network(region: emptyRegion)
    var address: Int?
    var groups: [ObjectID] = []
    var root = DiskOrder()
    var data: [DiskOrder] = []
    var details = ""
    var tags: [Tag] = []
    var keyName = ""
    var metadata: [Tag] = []
    var isPrepaid = false
    var enterpriseProject = "0"
    var vault: Vault?

    private static let emptyRegion = Region(name: "", index: 0, zones: [], project: ObjectID())
}

struct DiskOrder {
    var type = ""
    var sizeGiB = 0
    var isShared = false
    var deleteOnTermination = false
    var iops = 0
    var throughput = 0
    var metadata: [Tag] = []
    var content: ObjectID?
    var snapshot: ObjectID?
}

extension Backup.Child {
    /// The metadata a disk restored from this child starts with.
    var metadata: [Tag] {
        var metadata: [Tag] = []
        if isEncrypted { metadata.append(Tag(key: "__system__encrypted", value: "1")) }
        if isSCSI { metadata.append(Tag(key: "hw:passthrough", value: "true")) }
        return metadata
    }
}

extension VolumeType {
    /// What is wrong with the performance asked for; nil when nothing. Source: API reference, section 7.3.
    func problem(iops asked: Int, throughput askedThroughput: Int, sizeGiB: Int) -> String? {
        guard let iops else {
            return asked == 0 && askedThroughput == 0 ? nil : "\(name) takes neither iops nor throughput."
        }
        guard iops.contains(asked), asked <= max(iopsPerGiB * sizeGiB, iops.lowerBound) else {
            return
                "\(name) needs iops between \(iops.lowerBound) and \(iops.upperBound), at most \(iopsPerGiB) per GB."
        }
        guard let throughput else { return askedThroughput == 0 ? nil : "\(name) takes no throughput." }
        guard throughput.contains(askedThroughput), askedThroughput <= asked / 4 else {
            return
                "\(name) needs a throughput between \(throughput.lowerBound) and \(throughput.upperBound), "
                + "at most a quarter of iops."
        }
        return nil
    }
}
