/// An object of the pretend cloud, kept in memory and, as one row, in the data file.
protocol Record: AnyObject {
    /// Which row kind it is; stored, so never renumber.
    static var kind: RecordKind { get }
    var id: ObjectID { get }
    /// The region it lives in; objects never move.
    var region: Region { get set }
    /// Grows with every object made: lists are in this order.
    var sequence: Int { get }

    init(region: Region)
    func visit<A: Archive>(_ archive: inout A)
}

enum RecordKind: UInt8, CaseIterable, Sendable {
    case server = 1, volume, vault, backup, image, job, checkpoint, accessKey, clientToken, network, settings
    case operationLog

    /// The word for it in the ledger.
    var word: String {
        switch self {
        case .server: "server"
        case .volume: "volume"
        case .vault: "vault"
        case .backup: "backup"
        case .image: "image"
        case .job: "job"
        case .checkpoint: "checkpoint"
        case .accessKey: "access key"
        case .clientToken: "client token"
        case .network: "network"
        case .settings: "settings"
        case .operationLog: "operation log"
        }
    }
}

extension Record {
    func encoded() -> [UInt8] {
        var writer = ArchiveWriter()
        var name = region.name
        writer.field(&name)
        visit(&writer)
        return writer.sealed()
    }

    /// `nil` when the row is damaged or names a region that does not exist.
    static func decode(_ row: [UInt8], regions: [String: Region]) -> Self? {
        guard var reader = ArchiveReader(sealed: row) else { return nil }
        var name = ""
        reader.field(&name)
        guard let region = regions[name] else { return nil }
        let record = Self(region: region)
        record.visit(&reader)
        return record
    }
}

/// A tag, or any other pair of key and value.
struct Tag: Archivable, Hashable {
    var key = ""
    var value = ""

    mutating func visit<A: Archive>(_ archive: inout A) {
        archive.field(&key)
        archive.field(&value)
    }
}

/// All objects of one kind: by id, and per region in the order they were made, so that a page costs the same anywhere in
/// the list.
struct Table<Element: Record> {
    private(set) var byID: [ObjectID: Element] = [:]
    private var ordered: [[Element]]

    init(regionCount: Int) {
        ordered = Array(repeating: [], count: regionCount)
    }

    var count: Int { byID.count }

    subscript(id: ObjectID) -> Element? { byID[id] }

    /// The object with this id if it lives in that region.
    func find(_ id: ObjectID?, in region: Region) -> Element? {
        guard let id, let found = byID[id], found.region === region else { return nil }
        return found
    }

    func all(in region: Region) -> [Element] { ordered[region.index] }

    mutating func insert(_ element: Element) {
        byID[element.id] = element
        let index = element.region.index
        if let last = ordered[index].last, last.sequence > element.sequence {
            ordered[index].insert(element, at: position(after: element.sequence, in: ordered[index]))
        } else {
            ordered[index].append(element)
        }
    }

    mutating func remove(_ element: Element) {
        byID[element.id] = nil
        let index = element.region.index
        let place = position(after: element.sequence - 1, in: ordered[index])
        // No second reference to the list here: it would be copied as a whole.
        guard place < ordered[index].count, ordered[index][place] === element else { return }
        ordered[index].remove(at: place)
    }

    /// The objects made after the one with this id; all when there is none such.
    func after(_ marker: ObjectID?, in region: Region) -> ArraySlice<Element> {
        let list = ordered[region.index]
        guard let marker, let found = byID[marker] else { return list[...] }
        return list[position(after: found.sequence, in: list)...]
    }

    private func position(after sequence: Int, in list: [Element]) -> Int {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle].sequence <= sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
