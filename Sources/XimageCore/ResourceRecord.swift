/// Prior state: what was recorded at the end of the last run.
package struct PriorState: Sendable {
    /// Identity of a state; never changes. Empty when there is no state yet.
    package var lineage: String
    /// Grows by one at each committed batch.
    package var serial: Int
    /// Sorted by address.
    package var records: [ResourceRecord]

    package init(lineage: String = "", serial: Int = 0, records: [ResourceRecord] = []) {
        self.lineage = lineage
        self.serial = serial
        self.records = records
    }
}

/// What state knows of one remote object.
package struct ResourceRecord: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable, Codable {
        /// The object at its address.
        case current
        /// Made, but some later part of the making failed or has not been seen to end.
        case incomplete
        /// Replaced by a newer object; to be deleted.
        case deposed
    }

    /// Images and copies with their generation.
    package var address: Address
    package var region: Region
    package var id: RemoteID
    package var standing: Standing
    /// As last applied, look-ups resolved to ids, without secrets.
    package var attributes: Attributes
    /// The declared text of look-ups, so that a new public image under an old name replaces no server.
    package var declared: Attributes
    /// The operation that made the object; `nil` for adopted ones.
    package var operation: OperationID?
    /// Of what the object was made from; see ``ResourceRequest/digest``. Means nothing for adopted ones.
    package var digest: String
    package var createdAt: Timestamp?
    /// What has to outlive this object.
    package var dependencies: [Address]
    /// Of disks, while they are not declared: whether they go with their server.
    package var onRemove: DiskDetails.Removal?
    package var protect: Bool

    package init(
        address: Address, region: Region, id: RemoteID, standing: Standing = .current,
        attributes: Attributes = [:], declared: Attributes = [:], operation: OperationID? = nil,
        digest: String = "", createdAt: Timestamp? = nil, dependencies: [Address] = [],
        onRemove: DiskDetails.Removal? = nil, protect: Bool = false
    ) {
        self.address = address
        self.region = region
        self.id = id
        self.standing = standing
        self.attributes = attributes
        self.declared = declared
        self.operation = operation
        self.digest = digest
        self.createdAt = createdAt
        self.dependencies = dependencies
        self.onRemove = onRemove
        self.protect = protect
    }
}

extension ResourceRecord {
    /// No operation of ours made the object: it was imported.
    package var isAdopted: Bool { operation == nil }
}
