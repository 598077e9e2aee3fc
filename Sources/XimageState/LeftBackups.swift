import GRDB
import XimageCore

extension RecordBatch {
    /// Earlier formats did not record the backups of deleted images. Those that history still knows stay known.
    mutating func keepBackupsOfHistory() throws {
        var known: Set<RemoteID> = []
        try db.forEachRow("SELECT address, body FROM records") { row in
            let address = try AddressKey.decode(row.bytes(0))
            let record = try RecordCodec.record(at: address, body: row.bytes(1))
            if let backup = record.attributes[.backup].string { known.insert(backup) }
        }
        var left: [ResourceRecord] = []
        try db.forEachRow("SELECT address, body FROM history WHERE body IS NOT NULL AND address IS NOT NULL")
        { row in
            let address = try AddressKey.decode(row.bytes(0))
            guard address.generation != nil else { return }
            let record = try RecordCodec.record(at: address, body: row.bytes(1))
            // A backup that existed before its image is not ours.
            guard record.attributes[.sourceBackup].isEmpty, let backup = record.attributes[.backup].string,
                known.insert(backup).inserted
            else { return }
            left.append(
                ResourceRecord(address: address, region: record.region, id: backup, standing: .backup))
        }
        for record in left {
            let number = head.nextRecord
            head.nextRecord += 1
            try insert(try StoredRecord(record), number: number)
        }
    }
}
