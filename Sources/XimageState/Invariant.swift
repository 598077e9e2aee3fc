/// What must hold of every state file. The numbers are part of messages and documentation and are never used
/// again for something else.
package enum Invariant: String, Hashable, Sendable, CaseIterable {
    case fileHeader = "ST001"
    case pages = "ST002"
    case schema = "ST003"
    case head = "ST004"
    case recordChecksum = "ST005"
    case recordTotal = "ST006"
    case oneCurrentPerAddress = "ST007"
    case generations = "ST008"
    case dependencies = "ST009"
    case chain = "ST010"
    case events = "ST011"
    case serials = "ST012"
    case history = "ST013"
    case lock = "ST014"
    case log = "ST015"
    case oneAddressPerObject = "ST016"
    case durations = "ST017"

    /// As a sentence without a full stop.
    package var statement: String {
        switch self {
        case .fileHeader: "the file header is one that ximage writes"
        case .pages: "the pages of the file form sound tables and indexes"
        case .schema: "the tables are those of the file's format"
        case .head: "lineage, serial and totals carry a valid checksum"
        case .recordChecksum: "every record carries a valid checksum and can be read"
        case .recordTotal: "the records are exactly those that were written last"
        case .oneCurrentPerAddress: "an address has at most one current object"
        case .generations: "images and copies are recorded by generation, each generation once"
        case .dependencies: "what a record depends on is recorded"
        case .chain: "each journal entry carries the digest of all before it"
        case .events: "every journal entry can be read and belongs to a known run"
        case .serials: "runs and history follow each other without gaps or overlaps"
        case .history: "every row of the history carries a valid checksum and can be read"
        case .lock: "the lock carries a valid checksum"
        case .log: "the write-ahead log holds every transaction that was begun after another"
        case .oneAddressPerObject: "an object is recorded at one address only"
        case .durations: "what was learned of durations carries a valid checksum and can be read"
        }
    }
}
