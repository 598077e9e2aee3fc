/// What the cloud reports now, for the regions and types in play.
package struct LiveState: Sendable {
    package var resources: [LiveResource]
    package var catalogues: [Region: Catalogue]
    /// When the lists were read; the oldest of them.
    package var readAt: Timestamp
    /// Reads that the service refused. What depends on them is not known.
    package var unreadable: [UnreadableFact] = []
    /// Lists that lack an object which exists. What they show counts; nobody can tell what else they lack.
    package var incomplete: [UnreadableFact] = []
    /// Objects as state has them, of which no list was read (`--refresh=false`); `nil` when everything was read.
    /// Planning takes them for what is there; rules, which ask for facts, do not see them.
    package var recalled: [LiveResource]?
    /// Server backups of the regions whose images were read, those without an image too.
    package var backups: [LiveBackup] = []

    package init(
        resources: [LiveResource] = [], catalogues: [Region: Catalogue] = [:], readAt: Timestamp,
        unreadable: [UnreadableFact] = [], recalled: [LiveResource]? = nil, backups: [LiveBackup] = []
    ) {
        self.backups = backups
        self.resources = resources
        self.catalogues = catalogues
        self.readAt = readAt
        self.unreadable = unreadable
        self.recalled = recalled
    }

    /// Whether every list in play was read.
    package var isRefreshed: Bool { recalled == nil }
}

/// A read that the service refused, as a rule because a permission is missing.
package struct UnreadableFact: Hashable, Sendable {
    /// `ecs`, `evs`, `cbr`, `ims`, `vpc`, `iam`, `kms`.
    package var service: String
    package var region: Region
    /// What was to be read, in the plural: `vaults`, `disk types`.
    package var fact: String
    /// The service's code and text.
    package var reason: String
    /// What the key lacks, such as `cbr:vaults:list`; `nil` where no permission is missing.
    package var permission: String?

    package init(
        service: String, region: Region, fact: String, reason: String, permission: String? = nil
    ) {
        self.service = service
        self.region = region
        self.fact = fact
        self.reason = reason
        self.permission = permission
    }

    /// A read that the service refused.
    package init(_ fact: String, in region: Region, _ error: ProviderError) {
        self.init(
            service: error.service, region: region, fact: fact, reason: error.message,
            permission: error.permission)
    }

    /// The key may not list backups.
    package static func backups(in region: Region) -> UnreadableFact {
        UnreadableFact(
            service: "cbr", region: region, fact: "backups", reason: "the key may not list backups",
            permission: "cbr:backups:list")
    }

    /// What an image needs beside the permission to create a backup.
    package static let singleBackups = "single backups"

    /// As findings name it: `backups in cn-north-4`.
    package var name: String { "\(fact) in \(region)" }
}

/// One object as the cloud reports it.
package struct LiveResource: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable, Codable {
        /// Usable, nothing under way.
        case ready
        /// Something is under way; it will settle by itself.
        case busy
        /// Broken; the service will not mend it.
        case failed
    }

    package var kind: ResourceKind
    package var region: Region
    package var id: RemoteID
    package var name: String
    /// In the form of desired attributes with look-ups as ids. Tags are without marks and without the vendor's own.
    package var attributes: Attributes
    /// Value of the owner tag, if any.
    package var owner: String?
    /// Value of the operation tag, if any.
    package var operation: OperationMark?
    /// Whether the answer contained the tags: marks that were not read are unknown, not missing.
    package var hasReadMarks = false
    package var phase: Phase
    /// The service's own word, such as `SHUTOFF`.
    package var status: String
    package var facts: LiveFacts

    package init(
        kind: ResourceKind, region: Region, id: RemoteID, name: String, attributes: Attributes = [:],
        owner: String? = nil, operation: OperationMark? = nil, phase: Phase = .ready, status: String = "",
        facts: LiveFacts = .none
    ) {
        self.kind = kind
        self.region = region
        self.id = id
        self.name = name
        self.attributes = attributes
        self.owner = owner
        self.operation = operation
        self.phase = phase
        self.status = status
        self.facts = facts
    }
}

/// What only one kind of object has.
package enum LiveFacts: Hashable, Sendable {
    case none
    case vault(VaultFacts)
    case server(ServerFacts)
    case disk(DiskFacts)
    case image(ImageFacts)
}

package struct VaultFacts: Hashable, Sendable {
    /// Sum of the sizes of the disks of its servers; `nil` when not known.
    package var allocatedGiB: Int?
    /// By backups; `nil` when not known, which is not empty.
    package var usedMiB: Int?
    /// Servers bound to the vault.
    package var members: [RemoteID]
    /// `server` for vaults that can hold whole images.
    package var objectType: String
    /// Bought for a time: it cannot be resized, or deleted by a call.
    package var isPrepaid = false
    /// Write once, read many: for ever.
    package var isLocked = false
    /// Disks that a binding leaves out, by server.
    package var excludedDisks: [RemoteID: [RemoteID]] = [:]

    package init(allocatedGiB: Int?, usedMiB: Int?, members: [RemoteID], objectType: String) {
        self.allocatedGiB = allocatedGiB
        self.usedMiB = usedMiB
        self.members = members
        self.objectType = objectType
    }
}

package struct ServerFacts: Hashable, Sendable {
    /// Source: ECS API reference, `metadata.charging_mode`.
    package enum Charging: Hashable, Sendable { case payPerUse, prepaid, spot }

    package struct AttachedDisk: Hashable, Sendable {
        package var id: RemoteID
        /// Such as `/dev/vdb`. A hint, no promise.
        package var device: String
        package var isSystem: Bool
        /// Whether the service deletes the disk with its server.
        package var deletedWithServer: Bool

        package init(id: RemoteID, device: String, isSystem: Bool, deletedWithServer: Bool) {
            self.id = id
            self.device = device
            self.isSystem = isSystem
            self.deletedWithServer = deletedWithServer
        }
    }

    /// In device order, the system disk first.
    package var disks: [AttachedDisk]
    /// The service's word for what is under way; `nil` when settled.
    package var taskState: String?
    package var isLocked: Bool
    /// `Linux`, `Windows` or `nil`.
    package var osType: String?
    package var imageName: String?
    package var charging = Charging.payPerUse
    /// The service's word why the server is frozen; `nil` when it is not.
    package var freezeReason: String?
    /// Made from an ISO file, only to install a system.
    package var isInstaller = false

    package init(
        disks: [AttachedDisk] = [], taskState: String? = nil, isLocked: Bool = false, osType: String? = nil,
        imageName: String? = nil
    ) {
        self.disks = disks
        self.taskState = taskState
        self.isLocked = isLocked
        self.osType = osType
        self.imageName = imageName
    }
}

package struct DiskFacts: Hashable, Sendable {
    /// Servers that the disk is attached to.
    package var servers: [RemoteID]
    package var isBootable: Bool
    /// `nil` or `EVS` for ordinary disks; `DSS` and `DESS` for dedicated storage.
    package var serviceType: String?
    /// Bought for a time: no call deletes it.
    package var isPrepaid = false
    /// Also where the answer names no key. Source: EVS API reference, `metadata.__system__encrypted`.
    package var isEncrypted = false

    package init(servers: [RemoteID], isBootable: Bool, serviceType: String? = nil) {
        self.servers = servers
        self.isBootable = isBootable
        self.serviceType = serviceType
    }
}

package struct ImageFacts: Hashable, Sendable {
    /// Where a whole image can be used. Source: IMS and CBR API references; the backup behind the image decides.
    package enum Scope: Hashable, Sendable {
        /// Not known, or not yet usable.
        case none
        case zone(String)
        case region
    }

    package var scope: Scope
    package var backup: RemoteID?
    package var vault: RemoteID?
    package var sourceServer: RemoteID?
    /// Least size of the system disk of a server.
    package var minimumDiskGiB: Int
    /// Sum of all captured disks; `nil` when not known.
    package var capturedGiB: Int?
    /// The service refuses to delete it.
    package var isProtected = false
    /// Key that encrypts what is in it; `nil` when nothing does.
    package var kmsKey: String?
    /// Rests on a backup of the service's former generation.
    package var isLegacy = false
    /// What is in it, in the order of its backup; empty when not known.
    package var disks: [CapturedDisk] = []
    /// When the disks were captured.
    package var takenAt: Timestamp?
    /// On its way to another region right now.
    package var isBeingCopied = false
    /// What a server that boots from it has to have; `nil` when not read.
    package var catalogueEntry: Boxed<CatalogueImage>?

    package init(
        scope: Scope, backup: RemoteID? = nil, vault: RemoteID? = nil, sourceServer: RemoteID? = nil,
        minimumDiskGiB: Int = 0, capturedGiB: Int? = nil
    ) {
        self.scope = scope
        self.backup = backup
        self.vault = vault
        self.sourceServer = sourceServer
        self.minimumDiskGiB = minimumDiskGiB
        self.capturedGiB = capturedGiB
    }
}
