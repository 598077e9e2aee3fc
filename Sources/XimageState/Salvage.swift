import GRDB
package import XimageCore

/// What can still be had from a damaged file.
extension StateStore {
    /// Records that carry their checksum and can be read, whatever else is wrong with the file. May hold old ones:
    /// only the cloud can tell. Changes nothing.
    package static func salvage(path: String) -> [ResourceRecord] {
        let file = StateFile(path: path)
        let hasLog = (try? file.logBytes()) ?? 0 > 0
        let opened =
            (hasLog ? try? Connection(file, readOnly: true) : nil) ?? (try? Connection(copyOf: file))
        guard let connection = opened else { return [] }
        var numbers: [Int] = []
        try? connection.read { db in
            try db.forEachRow("SELECT number FROM records") { numbers.append($0.int(0)) }
        }
        var records: [ResourceRecord] = []
        var places: Set<String> = []
        for number in numbers {
            let sql = "SELECT number, address, slot, body, checksum FROM records WHERE number = ?"
            let found = try? connection.read { db in
                try db.firstRow(sql, [number]) { try RecordReader.verified($0, file).record }
            }
            guard let record = found ?? nil, places.insert(Self.place(of: record)).inserted
            else {
                continue
            }
            records.append(record)
        }
        return records.sorted(by: ResourceRecord.precedes)
    }

    /// Of objects that are not managed an address can have several.
    private static func place(of record: ResourceRecord) -> String {
        "\(record.address) \(record.standing)\(record.standing.isManaged ? "" : " \(record.id)")"
    }

    /// The mark lineage of a damaged file, where it can still be read.
    package static func salvagedMarks(path: String) -> MarkLineage? {
        let file = StateFile(path: path)
        guard let connection = try? Connection(file, readOnly: true) else { return nil }
        return try? connection.read { db in try IdentityRow.load(db, file).marks }
    }

    /// Gives a file and what lies beside it other names. Answers the new one.
    package static func setAside(path: String, at moment: Timestamp) throws(StateError) -> String {
        try StateFile(path: path).setAside(tag: "damaged-\(moment.milliseconds)")
    }
}
