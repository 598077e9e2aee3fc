import GRDB
package import XimageCore

/// Changes of records outside of an apply: `state rm`, `mv`, `import`, `rebuild`, `history --restore`.
extension StateStore {
    /// Writes the changes as one batch. Answers its serial, or the present one when nothing changed.
    package func apply(
        _ changes: RecordChanges, _ info: RunInfo, under lease: Lease
    ) throws(StateError) -> Int {
        let stored = try StoredChanges(changes)
        return try care(info, lease) { batch in try batch.apply(stored) }
    }

    /// Makes these the only records, as one batch.
    package func importRecords(
        _ records: [ResourceRecord], _ info: RunInfo, under lease: Lease
    ) throws(StateError) -> Int {
        let stored = try StoredChanges(RecordChanges(upserts: records))
        return try care(info, lease) { batch in try batch.replaceAll(with: stored) }
    }

    /// Makes the records those of an earlier serial, as a new batch: history goes on, nothing of it is lost.
    ///
    /// The cloud does not change by it; the next plan shows what differs.
    package func restore(
        serial: Int, _ info: RunInfo, under lease: Lease
    ) throws(StateError) -> Int {
        let file = connection.file
        return try care(info, lease) { batch in
            try batch.restore(try History.snapshot(batch.db, file, at: serial))
        }
    }

    private func care(
        _ info: RunInfo, _ lease: Lease, _ body: (inout RecordBatch) throws -> Void
    ) throws(StateError) -> Int {
        let (file, moment) = (connection.file, time.now())
        do {
            return try connection.write { db in
                try lease.verify(db)
                let head = try StateHead.load(db, file)
                var batch = RecordBatch(db, file, head)
                try body(&batch)
                guard let serial = batch.serial else { return head.serial }
                let last = try RunRecord.newest(db, file)
                if var last, last.outcome == nil {
                    last.outcome = .broken
                    try last.save(db, &batch.head)
                }
                let run = RunRecord(
                    id: (last?.id ?? 0) + 1, info: info, outcome: .completed, ended: moment, done: 0,
                    failed: 0,
                    firstSerial: head.serial, lastSerial: serial)
                try run.save(db, &batch.head)
                try History.prune(db, &batch.head)
                try batch.head.save(db)
                try History.giveBackSpace(db)
                return serial
            }
        } catch { throw lease.note(error) }
    }
}

extension RecordBatch {
    mutating func replaceAll(with changes: StoredChanges) throws {
        var kept: Set<[UInt8]> = []
        for record in changes.upserts { kept.insert(record.address + [0xFF] + Array(record.id.utf8)) }
        for number in try numbers() {
            guard let row = try row(number) else { continue }
            let id = try row.body.withUnsafeBytes { try RecordCodec.id(ofBody: $0) }
            guard !kept.contains(row.address + [0xFF] + Array(id.utf8)) else { continue }
            var record = try row.record()
            guard record.standing.isManaged else { continue }
            try remove(row)
            guard record.staysKnown else { continue }
            record.standing = .removed
            try apply(StoredChanges(RecordChanges(upserts: [record])))
        }
        try apply(changes)
    }

    mutating func restore(_ target: History.Snapshot) throws {
        var wanted: [(number: Int, record: StoredRecord)] = []
        for (number, entry) in target { wanted.append((number, try StoredRecord(try entry.record()))) }
        let restored = Set(wanted.map(\.record.id))
        var known: [ResourceRecord] = []
        for number in try numbers() {
            guard let row = try row(number) else { continue }
            // What changes is taken out first, so that nothing is in the way of what takes its place.
            if let entry = target[number], entry.address == row.address, entry.body == row.body { continue }
            var record = try row.record()
            guard record.standing.isManaged || restored.contains(record.id) else { continue }
            try remove(row)
            guard record.staysKnown, !restored.contains(record.id) else { continue }
            record.standing = .removed
            known.append(record)
        }
        for (number, record) in wanted.sorted(by: { $0.number < $1.number }) {
            guard try row(number) == nil else { continue }
            try remember(number, nil)
            try insert(record, number: number)
        }
        try apply(StoredChanges(RecordChanges(upserts: known)))
    }

    private func numbers() throws -> [Int] {
        var numbers: [Int] = []
        try db.forEachRow("SELECT number FROM records ORDER BY number") { numbers.append($0.int(0)) }
        return numbers
    }
}

extension RecordBatch.Existing {
    fileprivate func record() throws -> ResourceRecord {
        try address.withUnsafeBytes { address in
            try body.withUnsafeBytes { try RecordCodec.record(at: try AddressKey.decode(address), body: $0) }
        }
    }
}

extension ResourceRecord {
    /// Its object was managed by this state: that stays known when the record goes.
    fileprivate var staysKnown: Bool { !id.isEmpty }
}
