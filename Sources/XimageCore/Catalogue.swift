/// What a region offers to this account: read in bulk, once a run.
package struct Catalogue: Sendable {
    package var region: Region
    /// Zones in which both servers and disks can be made.
    package var zones: [Zone]
    package var flavors: [String: Flavor]
    package var diskTypes: [String: DiskType]
    /// Public images and the account's own, by id.
    package var images: [RemoteID: CatalogueImage]
    package var networks: [NamedObject]
    package var subnets: [Subnet]
    package var securityGroups: [NamedObject]
    package var quotas: Quotas
    /// Regions to which whole images of this one can be copied; `nil` when not read.
    package var copyTargets: [Region]?
    /// Those of the servers asked for that the backup service refuses, with its reason; `nil` when not read.
    package var unprotectable: [RemoteID: ServiceAnswer]?
    /// Parts that the key may not read.
    package var unreadable: [UnreadableFact] = []
    /// What was to be read.
    package var asked = CatalogueNeeds.nothing

    package init(
        region: Region, zones: [Zone] = [], flavors: [String: Flavor] = [:],
        diskTypes: [String: DiskType] = [:],
        images: [RemoteID: CatalogueImage] = [:], networks: [NamedObject] = [], subnets: [Subnet] = [],
        securityGroups: [NamedObject] = [], quotas: Quotas = .init()
    ) {
        self.region = region
        self.zones = zones
        self.flavors = flavors
        self.diskTypes = diskTypes
        self.images = images
        self.networks = networks
        self.subnets = subnets
        self.securityGroups = securityGroups
        self.quotas = quotas
    }

    /// With what another reading of the same region adds.
    package func merging(_ more: Catalogue) -> Catalogue {
        var all = self
        if all.zones.isEmpty { all.zones = more.zones }
        all.flavors.merge(more.flavors) { first, _ in first }
        all.diskTypes.merge(more.diskTypes) { first, _ in first }
        all.images.merge(more.images) { first, _ in first }
        if all.networks.isEmpty { (all.networks, all.subnets) = (more.networks, more.subnets) }
        if all.securityGroups.isEmpty { all.securityGroups = more.securityGroups }
        all.quotas = all.quotas.merging(more.quotas)
        all.copyTargets = all.copyTargets ?? more.copyTargets
        if let refusals = more.unprotectable {
            all.unprotectable = (unprotectable ?? [:]).merging(refusals) { _, new in new }
        }
        all.unreadable += more.unreadable
        all.asked = all.asked.union(more.asked)
        return all
    }
}

/// What a service says about an object, in its own words.
package struct ServiceAnswer: Hashable, Sendable {
    /// Such as `BackupService.7103`.
    package var code: String
    package var reason: String

    package init(code: String, reason: String) {
        self.code = code
        self.reason = reason
    }
}

package struct Zone: Hashable, Sendable {
    package var name: String
    package var isAvailable: Bool

    package init(name: String, isAvailable: Bool) {
        self.name = name
        self.isAvailable = isAvailable
    }
}

package struct Flavor: Hashable, Sendable {
    package var id: String
    package var vcpus: Int
    package var memoryMiB: Int
    /// `x86_64` or `aarch64`; `nil` when not said.
    package var architecture: String?
    /// `cond:operation:status`; `nil` when absent, which means `normal`.
    package var status: String?
    /// `cond:operation:az`: zone to status. Source: ECS API reference, flavor extra specs.
    package var zoneStatus: [String: String]
    /// Most data disks; `nil` when not said.
    package var maximumDisks: Int?
    /// Most SCSI data disks; `nil` when not said.
    package var maximumScsiDisks: Int?
    /// Most VBD data disks; `nil` when not said.
    package var maximumVbdDisks: Int?
    package var hypervisor: Hypervisor?
    /// Has disks of its own host, whose data no backup holds.
    package var hasLocalDisks = false
    /// `gpu`, `infiniband`, `fpga`, `hana`, `ascend`; `nil` for ordinary flavors.
    package var specialHardware: String?

    package init(
        id: String, vcpus: Int, memoryMiB: Int, architecture: String? = nil, status: String? = nil,
        zoneStatus: [String: String] = [:], maximumDisks: Int? = nil
    ) {
        self.id = id
        self.vcpus = vcpus
        self.memoryMiB = memoryMiB
        self.architecture = architecture
        self.status = status
        self.zoneStatus = zoneStatus
        self.maximumDisks = maximumDisks
    }

    /// Source: ECS API reference, `ecs:virtualization_env_types`: `CloudCompute` is KVM, `FusionCompute` is Xen.
    package enum Hypervisor: String, Hashable, Sendable { case kvm, xen }

    /// The status in a zone: the zone's own, else the flavor's, else `normal`.
    package func status(in zone: String) -> String { zoneStatus[zone] ?? status ?? "normal" }

    /// Only `normal` and `promotion` can be bought by everyone.
    package func isSold(in zone: String) -> Bool { ["normal", "promotion"].contains(status(in: zone)) }
}

package struct DiskType: Hashable, Sendable {
    package var name: String
    /// Empty: all zones. Source: EVS API reference, `RESKEY:availability_zones`.
    package var zones: Set<String>
    package var soldOutZones: Set<String>

    package init(name: String, zones: Set<String> = [], soldOutZones: Set<String> = []) {
        self.name = name
        self.zones = zones
        self.soldOutZones = soldOutZones
    }

    package func isSold(in zone: String) -> Bool {
        (zones.isEmpty || zones.contains(zone)) && !soldOutZones.contains(zone)
    }
}

package struct CatalogueImage: Hashable, Sendable {
    package var id: RemoteID
    package var name: String
    package var isPublic: Bool
    package var status: String
    package var minimumDiskGiB: Int
    package var minimumMemoryMiB: Int
    /// `nil`: no upper bound.
    package var maximumMemoryMiB: Int?
    package var osType: String?
    /// `x86_64` or `aarch64`; `nil` when not said.
    package var architecture: String?
    package var isWhole: Bool
    /// `bios` or `uefi`; `nil` when not said.
    package var bootMode: String?
    /// Empty when the image says nothing of it.
    package var hypervisors: Set<Flavor.Hypervisor> = []

    package init(
        id: RemoteID, name: String, isPublic: Bool, status: String = "active", minimumDiskGiB: Int = 0,
        minimumMemoryMiB: Int = 0, maximumMemoryMiB: Int? = nil, osType: String? = nil,
        architecture: String? = nil, isWhole: Bool = false
    ) {
        self.id = id
        self.name = name
        self.isPublic = isPublic
        self.status = status
        self.minimumDiskGiB = minimumDiskGiB
        self.minimumMemoryMiB = minimumMemoryMiB
        self.maximumMemoryMiB = maximumMemoryMiB
        self.osType = osType
        self.architecture = architecture
        self.isWhole = isWhole
    }
}

package struct NamedObject: Hashable, Sendable {
    package var id: RemoteID
    package var name: String

    package init(id: RemoteID, name: String) {
        self.id = id
        self.name = name
    }
}

package struct Subnet: Hashable, Sendable {
    package var id: RemoteID
    package var name: String
    package var network: RemoteID
    package var cidr: String

    package init(id: RemoteID, name: String, network: RemoteID, cidr: String) {
        self.id = id
        self.name = name
        self.network = network
        self.cidr = cidr
    }
}

/// What is left of an account's quotas in a region; `nil` where it was not read or is unlimited.
package struct Quotas: Hashable, Sendable {
    package struct Quota: Hashable, Sendable {
        package var used: Int
        package var limit: Int

        package init(used: Int, limit: Int) {
            self.used = used
            self.limit = limit
        }
    }

    package var images: Quota?
    package var servers: Quota?
    package var cores: Quota?
    package var memoryMiB: Quota?
    package var disks: Quota?
    package var diskGiB: Quota?

    package init() {}

    /// With those that another reading adds.
    func merging(_ more: Quotas) -> Quotas {
        var all = self
        all.images = images ?? more.images
        all.servers = servers ?? more.servers
        all.cores = cores ?? more.cores
        all.memoryMiB = memoryMiB ?? more.memoryMiB
        all.disks = disks ?? more.disks
        all.diskGiB = diskGiB ?? more.diskGiB
        return all
    }
}
