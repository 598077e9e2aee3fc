/// What one call changed, to be written in one transaction.
struct ChangeSet {
    private struct Key: Hashable {
        var kind: RecordKind
        var id: ObjectID
    }

    /// nil: the object is gone.
    private var records: [Key: (any Record)?] = [:]
    private var order: [Key] = []
    var ledger: [LedgerEntry] = []
    var nodes: [ContentNode] = []
    /// Contents nobody holds any more.
    var released: [ObjectID] = []
    var sequence: Int?
    /// How far the simulated clock is ahead of the real one, when that changed.
    var clockOffset: Double?

    mutating func save<Element: Record>(_ element: Element) {
        set(Key(kind: Element.kind, id: element.id), element)
    }

    mutating func remove<Element: Record>(_ element: Element) {
        set(Key(kind: Element.kind, id: element.id), nil)
    }

    private mutating func set(_ key: Key, _ record: (any Record)?) {
        if records.updateValue(record, forKey: key) == nil { order.append(key) }
    }

    var isEmpty: Bool {
        records.isEmpty && ledger.isEmpty && nodes.isEmpty && released.isEmpty && clockOffset == nil
    }

    /// The rows as bytes, which may leave the world.
    func encoded() -> Batch {
        var batch = Batch(ledger: ledger, nodes: nodes, released: released, sequence: sequence)
        batch.clockOffset = clockOffset
        batch.rows.reserveCapacity(order.count)
        for key in order {
            let record = records[key] ?? nil
            batch.rows.append(Batch.Row(kind: key.kind, id: key.id, body: record?.encoded()))
        }
        return batch
    }
}

/// One transaction for the data file.
struct Batch: Sendable {
    struct Row: Sendable {
        var kind: RecordKind
        var id: ObjectID
        /// nil: remove it.
        var body: [UInt8]?
    }

    var rows: [Row] = []
    var ledger: [LedgerEntry]
    var nodes: [ContentNode]
    var released: [ObjectID]
    var sequence: Int?
    var clockOffset: Double?

    init(
        ledger: [LedgerEntry] = [], nodes: [ContentNode] = [], released: [ObjectID] = [], sequence: Int? = nil
    ) {
        self.ledger = ledger
        self.nodes = nodes
        self.released = released
        self.sequence = sequence
    }
}

/// An object came or went. Clients of the pretend services cannot see it; tests prove with it that nothing was made twice.
package struct LedgerEntry: Sendable, Hashable {
    package enum Deed: String, Sendable {
        case made, removed
    }

    package var at: String { moment.text(.microseconds) }
    var moment: Timestamp
    package var deed: Deed
    /// `server`, `volume`, `vault`, `backup`, `image`, `checkpoint`
    package var kind: String
    package var id: String
    package var region: String
    package var name: String
    /// The call that did it, such as `ecs.CreateServers`, or `job:createServer` for what happened when a job ended.
    package var call: String
    /// The request or job id.
    package var requestID: String

    init(
        at moment: Timestamp, deed: Deed, kind: String, id: String, region: String, name: String,
        call: String,
        requestID: String
    ) {
        self.moment = moment
        self.deed = deed
        self.kind = kind
        self.id = id
        self.region = region
        self.name = name
        self.call = call
        self.requestID = requestID
    }
}

/// A piece of disk content on its way to the data file.
struct ContentNode: Sendable {
    var id: ObjectID
    /// 0 for a chunk of bytes; otherwise it lists nodes of the level below.
    var level: UInt8
    var body: [UInt8]
    /// Not a node to store but word that a disk holds the node with this id.
    var isRoot = false
}
