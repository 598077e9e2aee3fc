import XimageCore

/// Records made quick to ask.
struct RecordBook {
    private(set) var records: [Address: ResourceRecord] = [:]
    private(set) var deposed: [ResourceRecord] = []
    private(set) var generations: [Address: [ResourceRecord]] = [:]
    private(set) var generationsByID: [RemoteID: Address] = [:]
    private(set) var ids: Set<RemoteID> = []
    private(set) var unfinished: Set<RemoteID> = []
    private(set) var diskKeys: [RemoteID: String] = [:]
    /// Generations by the server that they captured.
    private(set) var capturesByServer: [RemoteID: [ResourceRecord]] = [:]

    init(_ all: [ResourceRecord]) {
        for record in all {
            ids.insert(record.id)
            guard record.standing != .deposed else {
                deposed.append(record)
                continue
            }
            records[record.address] = record
            if record.standing == .incomplete { unfinished.insert(record.id) }
            if record.address.kind == .disk { diskKeys[record.id] = record.address.part }
            guard record.address.generation != nil else { continue }
            generations[record.address.series, default: []].append(record)
            generationsByID[record.id] = record.address
        }
        deposed.sort { ($0.address, $0.id) < ($1.address, $1.id) }
        for series in generations.keys {
            generations[series]?.sort { ($0.address.generation ?? 0) < ($1.address.generation ?? 0) }
        }
        for (_, series) in generations.sorted(by: { $0.key < $1.key }) {
            for record in series {
                guard let server = record.attributes[.source].string else { continue }
                capturesByServer[server, default: []].append(record)
            }
        }
    }
}
