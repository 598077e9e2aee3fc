/// Prior state: what was recorded at the end of the last run.
package struct PriorState: Sendable {
    /// Identity of a state; never changes. Empty when there is no state yet.
    package var lineage: String
    /// Grows by one at each committed batch.
    package var serial: Int
    /// Sorted by address.
    package var records: [ResourceRecord]
    /// Objects of this state that are not managed: released, taken out of state, backups of deleted images.
    package var setAside: [ResourceRecord]
    /// Creations of this state of which no object is recorded: what came of them may still exist.
    package var operations: Set<OperationID>
    /// Creations whose objects state recorded and forgot again; read where a mark has an operation that state does not know.
    package var formerOperations: Set<OperationID> = []
    package var identity: StateIdentity
    /// Creations that were given up before it was known what became of them.
    package var abandoned: [AbandonedCreate] = []

    package init(
        lineage: String = "", serial: Int = 0, records: [ResourceRecord] = [],
        setAside: [ResourceRecord] = [],
        operations: Set<OperationID> = [], identity: StateIdentity = StateIdentity()
    ) {
        self.lineage = lineage
        self.serial = serial
        self.records = records
        self.setAside = setAside
        self.operations = operations
        self.identity = identity
    }

    /// Whether state knows nothing yet: there is none, or nothing was ever done with it.
    package var isFresh: Bool { serial == 0 && records.isEmpty && setAside.isEmpty && operations.isEmpty }
}

/// Whose state it is, beside its project.
package struct StateIdentity: Hashable, Sendable {
    /// In the marks of all that it creates; `nil` when there is no state yet.
    package var marks: MarkLineage?
    /// That `--env` named at its first use; empty where the set has none, `nil` while none was recorded.
    package var environment: String?
    /// Id of the account; `nil` while it was not read.
    package var account: String?
    /// Region to id of the region project in which objects of this state were found.
    package var projects: [Region: String]

    package init(
        marks: MarkLineage? = nil, environment: String? = nil, account: String? = nil,
        projects: [Region: String] = [:]
    ) {
        self.marks = marks
        self.environment = environment
        self.account = account
        self.projects = projects
    }
}

/// What state knows of one remote object.
package struct ResourceRecord: Hashable, Sendable, Codable {
    package enum Standing: String, Hashable, Sendable, Codable {
        /// The object at its address.
        case current
        /// Made, but some later part of the making failed or has not been seen to end.
        case incomplete
        /// Replaced by a newer object; to be deleted.
        case deposed
        /// Released by its user: nobody but `import` takes it back.
        case released
        /// Taken out of state by hand; its marks still name its address.
        case removed
        /// Not chosen where several objects had the mark of its address: only its id deletes it.
        case passedOver
        /// The backup of a generation whose image no longer exists; the id is the backup's.
        case backup

        /// Whether the object is managed: at its address, or on the way to or from there.
        package var isManaged: Bool {
            switch self {
            case .current, .incomplete, .deposed: true
            case .released, .removed, .passedOver, .backup: false
            }
        }
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
    /// The object was moved or imported: it has the marks of its address only after the next apply.
    package var awaitsMarks: Bool

    package init(
        address: Address, region: Region, id: RemoteID, standing: Standing = .current,
        attributes: Attributes = [:], declared: Attributes = [:], operation: OperationID? = nil,
        digest: String = "", createdAt: Timestamp? = nil, dependencies: [Address] = [],
        onRemove: DiskDetails.Removal? = nil, protect: Bool = false, awaitsMarks: Bool = false
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
        self.awaitsMarks = awaitsMarks
    }
}

extension ResourceRecord {
    /// No operation of ours made the object: it was imported.
    package var isAdopted: Bool { operation == nil }
}
