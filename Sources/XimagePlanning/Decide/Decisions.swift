import XimageCore

/// The decisions so far, in their order, made quick to ask.
struct Decisions {
    private(set) var all: [Decision] = []
    /// What is declared, by series.
    private var declared: [Address: Int] = [:]
    private var deletedFirst: Set<RemoteID> = []
    /// Objects that are removed from the cloud, or forgotten.
    private var removed: Set<RemoteID> = []
    /// Objects that are removed from the cloud.
    private var deleted: Set<RemoteID> = []

    /// Those that are not carried out, by their positions.
    private(set) var leftOut: [Int: LeftOut] = [:]
    /// The same of what is declared, by series.
    private(set) var leftOutSeries: [Address: LeftOut] = [:]

    /// Adds a decision about what is declared.
    mutating func add(_ decision: Decision, leftOut reason: LeftOut?) {
        let series = decision.address.series
        declared[series] = all.count
        if decision.isPending { leftOutSeries[series] = reason }
        append(decision, leftOut: reason)
    }

    /// Adds a decision about something else: a generation that is left, an object that nothing declares any more.
    mutating func append(_ decision: Decision, leftOut reason: LeftOut? = nil) {
        if let reason {
            leftOut[all.count] = reason
            all.append(decision)
            return
        }
        if let id = decision.facts.deletedFirst { deletedFirst.insert(id) }
        if let id = decision.removedID {
            removed.insert(id)
            if decision.deletes { deleted.insert(id) }
        }
        all.append(decision)
    }

    /// Replaces changes that are carried out by what the whole plan makes of them; `nil` leaves one as it is.
    mutating func assess(_ revise: (Decision) -> Change?) {
        for index in all.indices where leftOut[index] == nil {
            if let change = revise(all[index]) { all[index].change = change }
        }
    }

    /// The decision about a declared address.
    subscript(address: Address) -> Decision? { declared[address.series].map { all[$0] } }

    func position(_ address: Address) -> Int? { declared[address.series] }

    /// The object that an address stands for through the whole plan.
    func stays(_ address: Address) -> RemoteID? { declared[address.series].flatMap { all[$0].facts.stays } }

    /// The generation of a series that counts.
    func currentGeneration(_ series: Address) -> Int? {
        declared[series].flatMap { all[$0].facts.generation }
    }

    func restored(_ disk: Address) -> CapturedDisk? {
        disk.owner.flatMap { declared[$0] }.flatMap { all[$0].facts.restored[disk] }
    }

    func recreates(_ disk: Address) -> Bool {
        disk.owner.flatMap { declared[$0] }.map { all[$0].facts.recreated.contains(disk) } ?? false
    }

    /// How a disk is created with its server.
    func createdWithServer(_ disk: Address) -> CreateStep? {
        guard let owner = disk.owner, let index = declared[owner] else { return nil }
        return all[index].creates?.disks.first { $0.address == disk }?.create
    }

    func isDeletedFirst(_ server: RemoteID) -> Bool { deletedFirst.contains(server) }

    /// Whether the object is removed from the cloud.
    func deletes(_ id: RemoteID) -> Bool { deleted.contains(id) }

    /// Whether the object is removed from the cloud, or forgotten.
    func removes(_ id: RemoteID) -> Bool { removed.contains(id) }

    /// References to objects that stay become ids; the others stay references, "known after apply".
    func withReferences(_ attributes: Attributes) -> Attributes {
        var result = attributes
        for entry in attributes.entries {
            if let address = entry.value.reference, let id = stays(address) {
                result[entry.name] = .string(id)
            }
        }
        return result
    }
}

extension Attributes {
    /// Addresses that they refer to, sorted.
    var references: [Address] { entries.compactMap(\.value.reference).sorted() }
}
