/// Fills the cloud from a world file: objects that exist before anyone calls, quotas, stock and keys.
///
/// ```yaml
/// quotas: {images: 50}                      # per region, or under a region
/// agencies: [ims_copy]
/// stock: [{item: s6.large.2, zone: cn-north-4b, status: sellout}]
/// keys: [{access: READER, secret: ..., policy: read-only}]
/// account: [insolvent]                      # what stands in the way of anything that costs money
/// regions:
///   cn-north-4:
///     networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
///     servers:
///       - {name: web, count: 3, zone: cn-north-4a, flavor: s6.large.2, image: Ubuntu 22.04 server 64bit,
///          power: "on", systemDisk: {type: GPSSD, size: 40, content: {file: root.raw}},
///          dataDisks: [{type: SSD, size: 100}], tags: {role: web}}
///     volumes: [{name: spare, zone: cn-north-4a, type: SAS, size: 50}]
///     vaults: [{name: images, size: 1000, purpose: backup, servers: [web]}]
///     images: [{name: golden, server: web, vault: images}]
/// ```
struct WorldSeed {
    private let document: DocumentNode
    /// Whether only the mistakes matter: of many alike, one is made.
    private let isTrial: Bool

    init(_ document: DocumentNode, isTrial: Bool = false) {
        self.document = document
        self.isTrial = isTrial
    }

    /// The disk images that are still to be written to disks.
    @discardableResult
    func apply(to world: World) throws(SandboxError) -> [DiskFileWish] {
        try document.check(
            ["quotas", "agencies", "stock", "copyPairs", "keys", "regions", "limits", "account"],
            "the world file")
        try applySettings(to: world)
        var wishes: [DiskFileWish] = []
        for (name, content) in document["regions"]?.members ?? [] {
            guard let region = world.regionsByName[name] else {
                throw content.wrong("The region \(name) is unknown.")
            }
            try content.check(
                [
                    "quotas", "networks", "servers", "volumes", "vaults", "images", "backupService",
                    "changes",
                ], name)
            var seeder = RegionSeed(world: world, region: region, isTrial: isTrial)
            try seeder.apply(content)
            wishes += seeder.wishes
        }
        return wishes
    }

    private func applySettings(to world: World) throws(SandboxError) {
        let settings = world.settings
        try readQuotas(document["quotas"], region: "", into: settings)
        for (name, content) in document["regions"]?.members ?? [] {
            try readQuotas(content["quotas"], region: name, into: settings)
            if content["backupService"]?.bool == false { settings.withoutBackup.append(name) }
        }
        for item in document["agencies"]?.array ?? [] { settings.agencies.append(item.text ?? "") }
        for item in document["stock"]?.array ?? [] { settings.stock.append(try stock(item)) }
        for (source, targets) in document["copyPairs"]?.members ?? [] {
            for target in targets.array ?? [] {
                settings.copyPairs.append(Tag(key: source, value: target.text ?? ""))
            }
        }
        for item in document["account"]?.array ?? [] {
            guard let problem = AccountProblem(rawValue: item.text ?? "") else {
                throw item.wrong(
                    "An account can be \(AccountProblem.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            settings.accountProblems.append(problem.rawValue)
        }
        if let limits = document["limits"] { try readLimits(limits, into: settings) }
        world.save(settings)
    }

    private func readQuotas(_ node: DocumentNode?, region: String, into settings: Settings)
        throws(SandboxError)
    {
        for (name, limit) in node?.members ?? [] {
            guard Settings.defaultLimits[name] != nil else {
                throw limit.wrong(
                    "\(name) is no quota; there are \(Settings.defaultLimits.keys.sorted().joined(separator: ", "))."
                )
            }
            guard let number = limit.int else { throw limit.wrong("The quota \(name) must be a number.") }
            settings.quotas.append(Settings.Quota(name: name, region: region, limit: number))
        }
    }

    private func stock(_ node: DocumentNode) throws(SandboxError) -> Settings.Stock {
        try node.check(["item", "zone", "status"], "stock")
        let item = node["item"]?.text ?? ""
        guard flavorsByName[item] != nil || volumeTypesByName[item] != nil else {
            throw (node["item"] ?? node).wrong("\(item) is neither a flavor nor a disk type.")
        }
        let status = node["status"]?.text ?? "sellout"
        guard ["normal", "promotion", "obt", "sellout", "abandon"].contains(status) else {
            throw (node["status"] ?? node).wrong(
                "\(status) is no sale status: normal, promotion, obt, sellout or abandon.")
        }
        return Settings.Stock(item: item, zone: node["zone"]?.text ?? "", status: status)
    }

    private func readLimits(_ limits: DocumentNode, into settings: Settings) throws(SandboxError) {
        try limits.check(["concurrentCopies", "concurrentImages", "copyGiB", "scsiBackup"], "limits")
        settings.concurrentCopies = limits["concurrentCopies"]?.int ?? settings.concurrentCopies
        settings.concurrentImages = limits["concurrentImages"]?.int ?? settings.concurrentImages
        settings.copyLimitGiB = limits["copyGiB"]?.int ?? settings.copyLimitGiB
        settings.refusesSCSI = limits["scsiBackup"]?.bool == false
    }
}

extension SandboxCloud {
    /// Fills the world from the text of a world file, in one transaction, and says what it made and which disk images
    /// are still to be written where. A file that is wrong anywhere changes nothing: it is tried on an empty world first.
    func seed(_ text: String) async throws -> (made: [(kind: String, count: Int)], wishes: [DiskFileWish]) {
        let document = try DocumentNode(reading: text)
        try WorldSeed(document, isTrial: true).apply(to: World(timeScale: 0, seed: 1, sequence: 0))
        for item in document["keys"]?.array ?? [] {
            guard let access = item["access"]?.text, let secret = item["secret"]?.text else {
                throw item.wrong("A key needs `access` and `secret`.")
            }
            try await addKey(access: access, secret: secret, item.json)
        }
        return try await change { world in
            let before = world.census
            let wishes = try WorldSeed(try DocumentNode(reading: text)).apply(to: world)
            let made = zip(before, world.census).map { (kind: $0.kind, count: $1.count - $0.count) }
            return (made.filter { $0.count > 0 }, wishes)
        }
    }

    func seedAnswer(_ text: String) async throws -> Answer {
        let (made, wishes) = try await seed(text)
        return .object { writer in
            writer.object("made") { writer in
                for (kind, count) in made {
                    writer.key(kind)
                    writer.value(count)
                }
            }
            writer.array("contents") { writer in
                for wish in wishes {
                    writer.beginObject()
                    writer.field("file", wish.file.path)
                    writer.field("offset", wish.file.offset)
                    writer.array("volumes") { writer in wish.volumes.forEach { writer.value($0) } }
                    writer.endObject()
                }
            }
        }
    }
}

extension World {
    /// How many there are of each kind.
    fileprivate var census: [(kind: String, count: Int)] {
        [
            ("network", networks.count), ("server", servers.count), ("volume", volumes.count),
            ("vault", vaults.count), ("backup", backups.count), ("image", images.count),
        ]
    }
}
