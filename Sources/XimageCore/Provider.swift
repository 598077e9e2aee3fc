/// The only door to a cloud. Calls start work and return; none waits for it to finish.
///
/// Reads are retried inside; creates never are, unless the service protects them by a token.
package protocol Provider: Sendable {
    /// All live resources of a type in a region, by list calls of the largest page the service allows.
    /// Servers come without the attributes of their system disk: those stand on the disk.
    func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource]

    /// Images, copies and backups of a region together: they come from the same two lists.
    func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory

    /// Those of the objects that are still there, in no order: by id where that is fewer calls than the lists.
    func current(_ ids: Set<RemoteID>, _ kind: ResourceKind, in region: Region) async throws(ProviderError)
        -> [LiveResource]

    /// One object, or `nil` when it is gone. For single objects only.
    func read(_ id: RemoteID, _ kind: ResourceKind, in region: Region) async throws(ProviderError)
        -> LiveResource?

    /// One server backup, or `nil` when it is gone. For single backups only.
    func readBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveBackup?

    /// What the region offers. `images` names public images beside the account's own.
    func catalogue(of region: Region, needs: CatalogueNeeds) async throws(ProviderError) -> Catalogue

    /// Never sent twice by itself: after an unknown outcome the engine looks for the mark first.
    func create(_ request: ResourceRequest) async throws(ProviderError) -> Accepted

    /// Carries out the attribute changes in place, in an order that is safe to repeat.
    func update(_ request: UpdateRequest) async throws(ProviderError) -> Accepted

    /// Succeeds when the object is already gone.
    func delete(_ request: DeleteRequest) async throws(ProviderError) -> Accepted

    /// Id of the region project in which all calls for a region are made. Asked for once.
    func project(of region: Region) async throws(ProviderError) -> String

    /// Id of the account that a key belongs to; `nil` where the key may not read it.
    func account(in region: Region) async -> String?

    /// Safe to repeat.
    func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError)

    /// Succeeds when the backup is already gone. It takes a while to vanish from the lists.
    func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError)

    /// Many at once: list calls serve all operations of a kind and region where that is fewer calls.
    func progress(of operations: [PendingOperation]) async throws(ProviderError) -> [PendingOperation:
        Progress]
}

extension Provider {
    package func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory {
        ImageInventory(images: try await list(.image, in: region), copies: try await list(.copy, in: region))
    }

    package func readBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveBackup? {
        try await imageInventory(in: region).backups?.first { $0.id == id }
    }

    package func current(_ ids: Set<RemoteID>, _ kind: ResourceKind, in region: Region)
        async throws(ProviderError) -> [LiveResource]
    {
        try await list(kind, in: region).filter { ids.contains($0.id) }
    }
}

/// Which parts of a catalogue a plan needs.
package struct CatalogueNeeds: Hashable, Sendable {
    /// Flavors, disk types, quotas: needed when something is to be made.
    package var offers: Bool
    /// Public images by their exact name.
    package var imageNames: Set<String>
    package var imageIDs: Set<RemoteID>
    package var networks: Bool
    /// All images of the region, the vendor's and the account's own.
    package var images = false
    /// The image quota alone, where nothing else is needed.
    package var imageQuota = false
    /// The disk quota alone, where nothing else is needed.
    package var diskQuota = false
    /// Where whole images can be copied to.
    package var copyTargets = false
    /// Servers of which the backup service is asked whether it refuses them.
    package var protection: Set<RemoteID> = []

    package init(
        offers: Bool = true, imageNames: Set<String> = [], imageIDs: Set<RemoteID> = [], networks: Bool = true
    ) {
        self.offers = offers
        self.imageNames = imageNames
        self.imageIDs = imageIDs
        self.networks = networks
    }

    package static let nothing = CatalogueNeeds(offers: false, networks: false)

    /// What of these needs others do not have.
    package func subtracting(_ others: CatalogueNeeds) -> CatalogueNeeds {
        var rest = self
        rest.offers = offers && !others.offers
        rest.networks = networks && !others.networks
        rest.images = images && !others.images
        rest.imageQuota = imageQuota && !others.imageQuota && !others.offers
        rest.diskQuota = diskQuota && !others.diskQuota && !others.offers
        rest.copyTargets = copyTargets && !others.copyTargets
        rest.imageNames.subtract(others.imageNames)
        rest.imageIDs.subtract(others.imageIDs)
        rest.protection.subtract(others.protection)
        return rest
    }

    package func union(_ others: CatalogueNeeds) -> CatalogueNeeds {
        var all = self
        all.offers = offers || others.offers
        all.networks = networks || others.networks
        all.images = images || others.images
        all.imageQuota = imageQuota || others.imageQuota
        all.diskQuota = diskQuota || others.diskQuota
        all.copyTargets = copyTargets || others.copyTargets
        all.imageNames.formUnion(others.imageNames)
        all.imageIDs.formUnion(others.imageIDs)
        all.protection.formUnion(others.protection)
        return all
    }
}

/// Everything needed to make one object.
package struct ResourceRequest: Hashable, Sendable {
    package var address: Address
    package var region: Region
    /// Everything known: names, sizes, ids of look-ups and of other resources.
    package var attributes: Attributes
    /// Data disks that are born with a server, in attach order.
    package var disks: [ResourceRequest]
    /// Value of the owner tag.
    package var owner: String
    package var operation: OperationMark

    package init(
        address: Address, region: Region, attributes: Attributes, disks: [ResourceRequest] = [],
        owner: String,
        operation: OperationMark
    ) {
        self.address = address
        self.region = region
        self.attributes = attributes
        self.disks = disks
        self.owner = owner
        self.operation = operation
    }

    /// Characters that differ when the object may have to be recreated: a digest over every attribute whose change can
    /// replace the object or need a new generation. The first one names the form: `0` for this one of 8 characters.
    package static func digest(of attributes: Attributes, kind: ResourceKind) -> String {
        "0" + Mark.digest(text(of: attributes, kind: kind), characters: 7)
    }

    /// Whether a digest was taken of these attributes; `nil` when its form is not known.
    package static func agrees(_ digest: String, with attributes: Attributes, kind: ResourceKind) -> Bool? {
        if digest.first == "0", digest.utf8.count == 8 {
            return digest == Self.digest(of: attributes, kind: kind)
        }
        // The form of earlier versions.
        guard digest.utf8.count == 10, digest.first != "0" else { return nil }
        return digest == Mark.digest(text(of: attributes, kind: kind), characters: 10)
    }

    private static func text(of attributes: Attributes, kind: ResourceKind) -> String {
        let schema = ResourceSchema.of(kind)
        var text = kind.rawValue
        for entry in attributes.entries {
            guard let effect = schema[entry.name]?.effect,
                effect == .requiresReplace || effect == .newGeneration || effect == .upgrades,
                !entry.value.isEmpty
            else { continue }
            text += "\n\(entry.name)=\(CanonicalText.of(entry.value))"
        }
        return text
    }
}

/// Changes to one object where it is.
package struct UpdateRequest: Hashable, Sendable {
    package var address: Address
    package var region: Region
    package var id: RemoteID
    /// The attributes that shall change, with their new values; `.null` is not among them: what shall be empty is
    /// an empty text, list or map.
    package var changes: Attributes
    /// Live values of the same attributes; tells added tags from removed ones, and PATCH `add` from `replace`.
    package var current: Attributes
    /// Owner tag to set; `nil` to leave it.
    package var owner: String?
    /// Operation tag to set; `nil` to leave it.
    package var operation: OperationMark?

    package init(
        address: Address, region: Region, id: RemoteID, changes: Attributes, current: Attributes,
        owner: String? = nil, operation: OperationMark? = nil
    ) {
        self.address = address
        self.region = region
        self.id = id
        self.changes = changes
        self.current = current
        self.owner = owner
        self.operation = operation
    }
}

/// Removal of one object.
package struct DeleteRequest: Hashable, Sendable {
    package var address: Address
    package var region: Region
    package var id: RemoteID
    /// Images: also the backup behind it.
    package var withBackup: Bool
    /// Disks: the server to detach it from first; `nil` when it is not attached.
    package var detachFrom: RemoteID?
    /// Disks: detach only.
    package var keepObject: Bool

    package init(
        address: Address, region: Region, id: RemoteID, withBackup: Bool = false, detachFrom: RemoteID? = nil,
        keepObject: Bool = false
    ) {
        self.address = address
        self.region = region
        self.id = id
        self.withBackup = withBackup
        self.detachFrom = detachFrom
        self.keepObject = keepObject
    }
}

/// The answer to a request that started work.
package enum Accepted: Hashable, Sendable {
    /// Finished with the answer; the object's id where there is one.
    case done(RemoteID?)
    case pending(PendingOperation)
}

/// Work that goes on in the cloud. Durable: kept in the journal, usable by another process later.
package struct PendingOperation: Hashable, Sendable, Codable {
    package enum Purpose: String, Hashable, Sendable, Codable {
        case create, update, delete
        /// Not work of ours: waits until a new image can be used in its whole region. It ends with the image.
        case settle
    }

    package var kind: ResourceKind
    package var region: Region
    package var purpose: Purpose
    /// Service that issued the job: `ims`, `ecs`, `evs`, `cbr`.
    package var service: String
    /// `nil` where the service has no jobs and the object's own state tells.
    package var job: String?
    /// The object, as soon as it is known.
    package var id: RemoteID?
    /// Operation tag of the object that is being made, by which lists show it; `nil` where the object is born
    /// without one.
    package var mark: String?

    package init(
        kind: ResourceKind, region: Region, purpose: Purpose, service: String, job: String? = nil,
        id: RemoteID? = nil, mark: String? = nil
    ) {
        self.kind = kind
        self.region = region
        self.purpose = purpose
        self.service = service
        self.job = job
        self.id = id
        self.mark = mark
    }
}

package enum Progress: Hashable, Sendable {
    /// `phase` in the words of people; `percent` 0 to 100 where the service tells.
    case running(phase: String, percent: Int?)
    /// The object's id, and the object itself where the same answer held it.
    case succeeded(RemoteID?, LiveResource?)
    case failed(ProviderError)
}
