import Foundation

/// Checking what a request for servers asks for. Source: API reference, sections 6.2, 6.10 and 6.13.
extension World {
    func serverOrder(_ request: JSON, in region: Region) throws(Refusal) -> ServerOrder {
        try checkAccount(.ecs)
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
        order.powersItselfOff = Self.endsWithShutdown(request["user_data"]?.string)
        for (key, value) in request["metadata"]?.object ?? [] {
            order.metadata.append(Tag(key: key, value: value.text ?? ""))
        }
        guard order.metadata.count <= 10 else { throw .ecs("0005", "At most 10 metadata keys are allowed.") }
        if let group = request["os:scheduler_hints"]?["group"]?.string {
            guard ObjectID(group) != nil else { throw .ecs("0005", "The server group is not valid.") }
            order.serverGroup = group
        }
        let extend = request["extendparam"]
        order.isPrepaid = extend?["chargingMode"]?.string == "prePaid"
        order.enterpriseProject = extend?["enterprise_project_id"]?.string ?? "0"
        guard order.enterpriseProject == "0" || ObjectID(order.enterpriseProject) != nil else {
            throw .ecs("0049", "The enterprise project does not exist.")
        }
    }

    /// Nothing runs inside a server of the sandbox; of its user data only that much is carried out.
    private static func endsWithShutdown(_ userData: String?) -> Bool {
        guard let data = userData.flatMap({ Data(base64Encoded: $0) }) else { return false }
        let words = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingPrefix { $0 == " " }.split(separator: " ").first ?? "" }
        return words.contains { ["poweroff", "shutdown", "halt"].contains($0) }
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
    var powersItselfOff = false
    var metadata: [Tag] = []
    var serverGroup = ""
    var isPrepaid = false
    var enterpriseProject = "0"
    var vault: Vault?

    private static let emptyRegion = Region(name: "", index: 0, zones: [], project: ObjectID())
}
