package import XimageCore
package import XimagePlanning

/// A small world to try rules in. It starts as the plain main job, nothing of it made yet: vault `main` of 500 GiB,
/// server `web` with the disks `data` and `logs`, whole image `golden`, agreements given.
package struct Scene {
    var settings = ProjectSettings(project: "shop")
    private(set) var resources: [Address: DesiredResource] = [:]
    private(set) var records: [Address: ResourceRecord] = [:]
    private(set) var live: [RemoteID: LiveResource] = [:]
    var catalogues: [Region: Catalogue] = ["cn-north-4": .northFour, "cn-south-1": .southOne]
    var removals: [Removal] = []
    var acknowledgements: [Acknowledgement] = []
    var unreadable: [UnreadableFact] = []
    private(set) var backups: [RemoteID: LiveBackup] = [:]
    /// What was found out about the insides of source servers.
    var guests: GuestReports = [:]
    /// Only the manifests are known.
    var isOffline = false
    /// The steps of the plan are about to begin, one by one.
    var isAtStep = false
    /// Everything is deleted, the backups behind images too.
    var deletesBackups = false

    package init() {
        declare(
            .init(.vault, "main"),
            [.name: "shop-main", .size: 500, .autoExpand: true, .consistency: "crash", .purpose: "backup"])
        declare(
            .init(.server, "web"),
            [
                .name: "shop-web", .zone: "cn-north-4a", .flavor: "s6.large.2",
                .image: .map(["name": "Ubuntu 22.04 server 64bit"]), .systemDiskType: "SSD",
                .systemDiskSize: 40,
                .vpc: "vpc-default", .subnet: "subnet-default", .securityGroups: .strings(["default"]),
            ],
            details: .server(
                ServerDetails(disks: [.init(.disk, "web", part: "data"), .init(.disk, "web", part: "logs")])))
        declareDisk("data", size: 100, type: "SSD", position: 0)
        declareDisk("logs", size: 50, type: "SAS", position: 1)
        declareImage("golden", of: .init(.server, "web"))
    }

    // MARK: The manifest

    mutating func declare(
        _ address: Address, region: Region = "cn-north-4", _ attributes: Attributes,
        ownership: Ownership = .managed, details: ResourceDetails = .none
    ) {
        var resource = DesiredResource(
            address: address, region: region, attributes: attributes, ownership: ownership, details: details)
        let line = (resources.count + 1) * 100
        func place(_ line: Int) -> SourceRange {
            SourceRange(
                file: "shop.yaml", start: .init(line: line, column: 5), end: .init(line: line, column: 15))
        }
        resource.origin = place(line)
        for name in AttributeName.allCases {
            resource.attributeOrigins[name] = place(line + 1 + Int(name.rawValue))
        }
        resources[address] = resource
    }

    mutating func declareDisk(
        _ key: String, of server: String = "web", size: Int, type: String, position: Int
    ) {
        declare(
            .init(.disk, server, part: key),
            [
                .name: .string("shop-\(server)-\(key)"), .zone: "cn-north-4a", .size: .int(size),
                .type: .string(type),
                .server: .reference(.init(.server, server)),
            ],
            details: .disk(DiskDetails(position: position)))
    }

    mutating func declareImage(_ name: String, of server: Address) {
        declare(
            .init(.image, name),
            [
                .kind: "whole", .source: .reference(server), .vault: .reference(.init(.vault, "main")),
            ],
            details: .image(
                ImageDetails(
                    nameTemplate: "shop-\(name)", commitment: "2026-06-01", disclaimer: "2026-06-01",
                    optimised: true)))
    }

    mutating func edit(_ text: String, _ change: (inout DesiredResource) -> Void) {
        guard let address = Address(text), var resource = resources[address] else { return }
        change(&resource)
        resources[address] = resource
    }

    package mutating func set(_ text: String, _ attribute: AttributeName, _ value: Value) {
        edit(text) { $0.attributes[attribute] = value }
    }

    package mutating func acknowledge(_ key: String, at address: Address) {
        acknowledge(key, at: "\(address)")
    }

    mutating func acknowledge(_ key: String, at text: String, until: String? = nil) {
        guard let address = Address(text) else { return }
        acknowledgements.append(
            Acknowledgement(key: key, target: address, reason: "agreed with the owner", until: until))
    }

    /// The main job many times over: a vault for every 200 servers, two disks and an image for each server.
    package static func bulk(servers: Int) -> Scene {
        var scene = Scene()
        for address in scene.resources.keys where address.kind != .vault { scene.resources[address] = nil }
        for index in 0..<servers {
            let name = "s\(index)"
            let vault = Address(.vault, "v\(index / 200)")
            if index % 200 == 0 {
                scene.declare(vault, [.name: .string("shop-\(vault.name)"), .size: 100_000])
            }
            let server = Address(.server, name)
            scene.declare(
                server,
                [
                    .name: .string("shop-\(name)"), .zone: "cn-north-4a", .flavor: "s6.large.2",
                    .image: .map(["name": "Ubuntu 22.04 server 64bit"]), .systemDiskType: "SSD",
                    .systemDiskSize: 40, .vpc: "vpc-default", .subnet: "subnet-default",
                    .securityGroups: .strings(["default"]), .tags: .map(["team": "shop"]),
                ],
                details: .server(
                    ServerDetails(disks: ["data", "logs"].map { Address(.disk, name, part: $0) })))
            scene.declareDisk("data", of: name, size: 100, type: "SSD", position: 0)
            scene.declareDisk("logs", of: name, size: 50, type: "SAS", position: 1)
            scene.declareImage(name, of: server)
            scene.set("image.\(name)", .vault, .reference(vault))
        }
        return scene
    }

    // MARK: The cloud

    /// Changes a backup, such as `backup-golden`.
    mutating func backup(_ id: RemoteID, _ change: (inout LiveBackup) -> Void) {
        guard var backup = backups[id] else { return }
        change(&backup)
        backups[id] = backup
    }

    /// Everything declared has been made, the image as its first generation.
    package mutating func apply() {
        for address in resources.keys.sorted() { applyOne(address) }
    }

    mutating func apply(without kinds: Set<ResourceKind>) {
        for address in resources.keys.sorted() where !kinds.contains(address.kind) { applyOne(address) }
    }

    private mutating func applyOne(_ address: Address) {
        guard let resource = resources[address], resource.ownership == .managed else { return }
        let id = Self.id(of: address)
        var attributes = resource.attributes
        for entry in attributes.entries {
            if let target = entry.value.reference { attributes[entry.name] = .string(liveID(of: target)) }
        }
        var declared: Attributes = [:]
        var object = LiveResource(kind: address.kind, region: resource.region, id: id, name: "")
        var recordAddress = address
        switch address.kind {
        case .vault:
            object.status = "available"
            object.facts = .vault(VaultFacts(allocatedGiB: 0, usedMiB: 0, members: [], objectType: "server"))
        case .server:
            for name in [AttributeName.image, .vpc, .subnet, .securityGroups] {
                declared[name] = attributes[name]
            }
            attributes[.image] = "image-ubuntu"
            attributes[.vpc] = "vpc-1"
            attributes[.subnet] = "subnet-1"
            attributes[.securityGroups] = .strings(["group-1"])
            object.status = "ACTIVE"
            object.facts = .server(ServerFacts(disks: attach(resource, id: id), osType: "Linux"))
        case .disk:
            object.status = "in-use"
            object.facts = .disk(DiskFacts(servers: [attributes[.server].string ?? ""], isBootable: false))
        case .image, .copy:
            recordAddress = address.generation(1)
            var backup = LiveBackup(region: resource.region, id: "backup-\(address.name)")
            backup.status = "available"
            backup.image = id
            backup.server = attributes[.source].string
            backup.vault = attributes[.vault].string
            backup.zone = "cn-north-4a"
            backup.disks = [.init(id: "disk-0", sizeGiB: 40, isSystem: true)]
            if address.kind == .image { backups[backup.id] = backup }
            object.status = "active"
            object.facts = .image(
                ImageFacts(
                    scope: .region, backup: "backup-\(address.name)", vault: attributes[.vault].string,
                    sourceServer: attributes[.source].string, minimumDiskGiB: 40, capturedGiB: 190))
            if case .image(let details) = resource.details {
                attributes[.name] = .string(
                    GenerationName(template: details.nameTemplate).name(generation: 1, at: Self.readAt))
            }
        }
        object.name = attributes[.name].string ?? ""
        object.attributes = attributes
        if address.kind == .server { object.attributes[.power] = "running" }
        live[id] = object
        var record = ResourceRecord(
            address: recordAddress, region: resource.region, id: id, attributes: attributes,
            declared: declared)
        record.createdAt = Timestamp("2026-06-01T00:00:00Z")
        records[recordAddress] = record
    }

    private mutating func attach(_ resource: DesiredResource, id: RemoteID) -> [ServerFacts.AttachedDisk] {
        let system = "\(id)-system"
        live[system] = LiveResource(
            kind: .disk, region: resource.region, id: system, name: "\(resource.address.name)-volume-0000",
            attributes: [
                .size: resource.attributes[.systemDiskSize], .type: resource.attributes[.systemDiskType],
                .server: .string(id),
            ],
            status: "in-use", facts: .disk(DiskFacts(servers: [id], isBootable: true)))
        var result = [
            ServerFacts.AttachedDisk(id: system, device: "/dev/vda", isSystem: true, deletedWithServer: true)
        ]
        if case .server(let details) = resource.details {
            for (index, disk) in details.disks.enumerated() {
                result.append(
                    .init(
                        id: Self.id(of: disk), device: "/dev/vd\(["b", "c", "d", "e"][index % 4])",
                        isSystem: false,
                        deletedWithServer: false))
            }
        }
        return result
    }

    /// Changes the live object of a declared resource, or of an id.
    mutating func cloud(_ text: String, _ change: (inout LiveResource) -> Void) {
        let id = Address(text).map(liveID) ?? text
        guard var object = live[id] else { return }
        change(&object)
        live[id] = object
    }

    mutating func server(_ text: String, _ change: (inout ServerFacts) -> Void) {
        cloud(text) {
            guard case .server(var facts) = $0.facts else { return }
            change(&facts)
            $0.facts = .server(facts)
        }
    }

    mutating func disk(_ text: String, _ change: (inout DiskFacts) -> Void) {
        cloud(text) {
            guard case .disk(var facts) = $0.facts else { return }
            change(&facts)
            $0.facts = .disk(facts)
        }
    }

    mutating func vault(_ text: String, _ change: (inout VaultFacts) -> Void) {
        cloud(text) {
            guard case .vault(var facts) = $0.facts else { return }
            change(&facts)
            $0.facts = .vault(facts)
        }
    }

    mutating func image(_ text: String = "image.golden", _ change: (inout ImageFacts) -> Void) {
        cloud(text) {
            guard case .image(var facts) = $0.facts else { return }
            change(&facts)
            $0.facts = .image(facts)
        }
    }

    package mutating func catalogue(_ change: (inout Catalogue) -> Void) {
        guard var catalogue = catalogues["cn-north-4"] else { return }
        change(&catalogue)
        catalogues["cn-north-4"] = catalogue
    }

    private static func id(of address: Address) -> RemoteID { "\(address.series)" }

    private func liveID(of address: Address) -> RemoteID {
        switch resources[address.series]?.ownership {
        case .existing where address.kind == .server: "server-\(address.name)"
        case .existing: "\(address.kind.rawValue)-\(address.name)"
        default: Self.id(of: address)
        }
    }

    /// Copies that are still to be made.
    private func newCopies() -> [Change] {
        resources.values.filter { $0.address.kind == .copy && live[Self.id(of: $0.address)] == nil }.map {
            Change(
                address: $0.address, region: $0.region, action: .create, after: $0.attributes,
                reason: .declaredButMissing)
        }
    }

    private func ids() -> [Address: RemoteID] {
        var result: [Address: RemoteID] = [:]
        for record in records.values {
            result[record.address] = record.id
            result[record.address.series] = record.id
        }
        return result
    }

    // MARK: Running

    private static var readAt: Timestamp { Timestamp(milliseconds: 1_780_300_800_000) }

    package var desired: DesiredState {
        DesiredState(
            settings: settings, resources: resources.values.sorted { $0.address < $1.address },
            removals: removals,
            acknowledgements: acknowledgements)
    }

    /// What the given rules say, advice too, by `plan` or, where only the manifests are known, by `validate`.
    package func findings(_ rules: [any Rule]) -> [Diagnostic] {
        guard !isOffline else { return Planner(rules: rules).validate(desired).findings }
        let plan: Plan
        do { plan = try self.plan(rules) } catch {
            return [
                Diagnostic(untranslated: "defect", summary: "This is a bug in ximage", detail: "\(error)")
            ]
        }
        guard isAtStep else { return plan.findings + plan.changes.flatMap(\.advice) }
        let steps = StepRules(
            rules: rules, desired: desired, catalogues: catalogues, acknowledgements: [])
        return steps.findings(about: plan.changes + newCopies(), ids: ids(), live: liveState).values.flatMap {
            $0
        }
    }

    package func plan(_ rules: [any Rule]) throws(PlanDefect) -> Plan {
        try Planner(rules: rules).plan(input)
    }

    /// The plan without what its errors forbid; see ``Planner/skippingBlocked(_:_:)``.
    package func planSkippingBlocked(_ rules: [any Rule]) throws(PlanDefect) -> Plan? {
        try Planner(rules: rules).skippingBlocked(try plan(rules), input)
    }

    private var input: PlanInput {
        let prior = PriorState(
            lineage: records.isEmpty ? "" : "lineage", serial: records.count,
            records: records.values.sorted { $0.address < $1.address })
        var input = PlanInput(
            desired: desired, prior: prior, live: liveState,
            mode: deletesBackups ? .destroy(withBackups: true) : .apply)
        input.guests = guests
        return input
    }

    private var liveState: LiveState {
        LiveState(
            resources: live.values.sorted { $0.id < $1.id }, catalogues: catalogues, readAt: Self.readAt,
            unreadable: unreadable, backups: backups.values.sorted { $0.id < $1.id })
    }

    /// The text at which a mark such as `server.web flavor` or `- server.web` points.
    package func place(ofMark mark: String) -> SourceRange? {
        var parts = mark.split(separator: " ").map(String.init)
        if parts.first == "-" { parts.removeFirst() }
        guard let address = parts.first.flatMap({ Address($0) }), let resource = resources[address.series]
        else { return nil }
        guard parts.count > 1, let attribute = AttributeName(parts[1]) else { return resource.origin }
        return resource.place(of: attribute)
    }
}

extension Catalogue {
    fileprivate static var northFour: Catalogue {
        var catalogue = Catalogue(region: "cn-north-4")
        catalogue.zones = ["a", "b", "c"].map { Zone(name: "cn-north-4\($0)", isAvailable: true) }
        catalogue.flavors = [
            "s6.large.2": Flavor(
                id: "s6.large.2", vcpus: 2, memoryMiB: 4096, architecture: "x86_64", status: "normal"),
            "s6.xlarge.2": Flavor(
                id: "s6.xlarge.2", vcpus: 4, memoryMiB: 8192, architecture: "x86_64", status: "normal",
                zoneStatus: ["cn-north-4a": "sellout", "cn-north-4b": "normal"]),
            "kc1.large.2": Flavor(
                id: "kc1.large.2", vcpus: 2, memoryMiB: 4096, architecture: "aarch64", status: "normal"),
        ]
        catalogue.diskTypes = [
            "SAS": DiskType(name: "SAS"), "GPSSD": DiskType(name: "GPSSD"), "SSD": DiskType(name: "SSD"),
            "ESSD": DiskType(name: "ESSD", zones: ["cn-north-4b"]),
            "SATA": DiskType(name: "SATA", soldOutZones: ["cn-north-4a"]),
        ]
        catalogue.images = [
            "image-ubuntu": CatalogueImage(
                id: "image-ubuntu", name: "Ubuntu 22.04 server 64bit", isPublic: true, minimumDiskGiB: 40,
                minimumMemoryMiB: 512, osType: "Linux", architecture: "x86_64"),
            "image-centos": CatalogueImage(
                id: "image-centos", name: "CentOS 7.9 64bit", isPublic: true, minimumDiskGiB: 40,
                osType: "Linux", architecture: "x86_64"),
        ]
        catalogue.networks = [NamedObject(id: "vpc-1", name: "vpc-default")]
        catalogue.subnets = [
            Subnet(id: "subnet-1", name: "subnet-default", network: "vpc-1", cidr: "192.168.0.0/24")
        ]
        catalogue.securityGroups = [NamedObject(id: "group-1", name: "default")]
        return catalogue
    }

    fileprivate static var southOne: Catalogue {
        var catalogue = northFour
        catalogue.region = "cn-south-1"
        catalogue.zones = [Zone(name: "cn-south-1c", isAvailable: true)]
        return catalogue
    }
}
