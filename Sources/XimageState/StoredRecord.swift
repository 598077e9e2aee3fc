import GRDB
package import XimageCore

/// Names one record: an address may have a current and several deposed ones. An object keeps its key when its
/// standing changes.
package struct RecordKey: Hashable, Sendable {
    package var address: Address
    package var id: RemoteID

    package init(address: Address, id: RemoteID) {
        self.address = address
        self.id = id
    }
}

/// What a step, or a command that cares for state, does to the records.
package struct RecordChanges: Hashable, Sendable {
    /// Each takes the place of the record with the same address and id.
    package var upserts: [ResourceRecord]
    /// Of records that are not there nothing is said: a step may be repeated.
    package var removals: [RecordKey]

    package init(upserts: [ResourceRecord] = [], removals: [RecordKey] = []) {
        self.upserts = upserts
        self.removals = removals
    }

    package static let none = RecordChanges()

    package var isEmpty: Bool { upserts.isEmpty && removals.isEmpty }
}

/// A record in the form of its row, made before the transaction that writes it.
struct StoredRecord: Hashable, Sendable {
    var address: [UInt8]
    var slot: String
    var id: RemoteID
    var body: [UInt8]

    init(_ record: ResourceRecord) throws(StateError) {
        address = try RecordCodec.key(of: record.address)
        slot = record.standing == .current ? "" : "~\(record.id)"
        id = record.id
        body = try RecordCodec.body(of: record)
    }

    static func checksum(
        number: Int64, address: UnsafeRawBufferPointer, slot: UnsafeRawBufferPointer,
        body: UnsafeRawBufferPointer
    ) -> UInt64 {
        var sum = Checksum()
        sum.add(number)
        sum.add(address)
        sum.add(0xFF as UInt8)
        sum.add(slot)
        sum.add(0xFF as UInt8)
        sum.add(body)
        return sum.value
    }

    func checksum(number: Int) -> UInt64 {
        address.withUnsafeBytes { address in
            Array(slot.utf8).withUnsafeBytes { slot in
                body.withUnsafeBytes { body in
                    Self.checksum(number: Int64(number), address: address, slot: slot, body: body)
                }
            }
        }
    }
}

/// ``RecordChanges`` ready to be written.
struct StoredChanges: Sendable {
    struct Removal: Sendable {
        var address: [UInt8]
        var id: RemoteID
    }

    var removals: [Removal] = []
    /// Those that leave the place of the current object first, then those that take it.
    var upserts: [StoredRecord] = []

    init(_ changes: RecordChanges) throws(StateError) {
        for key in changes.removals {
            removals.append(Removal(address: try RecordCodec.key(of: key.address), id: key.id))
        }
        for record in changes.upserts where record.standing != .current {
            upserts.append(try StoredRecord(record))
        }
        for record in changes.upserts where record.standing == .current {
            upserts.append(try StoredRecord(record))
        }
    }

    var isEmpty: Bool { removals.isEmpty && upserts.isEmpty }
}

/// Changes the records inside one transaction, keeping totals, history and serial.
struct RecordBatch {
    let db: Database
    let file: StateFile
    var head: StateHead
    /// Serial of this transaction's batch; `nil` while nothing has changed.
    private(set) var serial: Int?

    init(_ db: Database, _ file: StateFile, _ head: StateHead) {
        self.db = db
        self.file = file
        self.head = head
    }

    mutating func apply(_ changes: StoredChanges) throws {
        for removal in changes.removals {
            if let row = try find(removal.address, removal.id) { try remove(row) }
        }
        for record in changes.upserts { try put(record) }
    }

    // MARK: Rows

    struct Existing {
        var number: Int
        var address: [UInt8]
        var slot: String
        var body: [UInt8]
        var checksum: UInt64
    }

    private func find(_ address: [UInt8], _ id: RemoteID) throws -> Existing? {
        var result: Existing?
        let sql = "SELECT number, slot, body, checksum FROM records WHERE address = ?"
        try db.forEachRow(sql, [address.data]) { row in
            let found = try RecordCodec.id(ofBody: row.bytes(2))
            guard found == id else { return }
            result = Existing(
                number: row.int(0), address: address, slot: row.text(1), body: row.array(2),
                checksum: UInt64(bitPattern: row.integer(3)))
        }
        return result
    }

    func row(_ number: Int) throws -> Existing? {
        try db.firstRow("SELECT address, slot, body, checksum FROM records WHERE number = ?", [number]) {
            row in
            Existing(
                number: number, address: row.array(0), slot: row.text(1), body: row.array(2),
                checksum: UInt64(bitPattern: row.integer(3)))
        }
    }

    private mutating func put(_ record: StoredRecord) throws {
        guard let old = try find(record.address, record.id) else {
            let number = head.nextRecord
            head.nextRecord += 1
            try remember(number, nil)
            try insert(record, number: number)
            return
        }
        guard old.slot != record.slot || old.body != record.body else { return }
        try remember(old.number, old)
        let checksum = record.checksum(number: old.number)
        try db.run(
            "UPDATE records SET slot = ?, body = ?, checksum = ? WHERE number = ?",
            [record.slot, record.body.data, Int64(bitPattern: checksum), old.number])
        head.recordSum = head.recordSum &- old.checksum &+ checksum
    }

    mutating func insert(_ record: StoredRecord, number: Int) throws {
        let checksum = record.checksum(number: number)
        try db.run(
            "INSERT INTO records (number, address, slot, body, checksum) VALUES (?, ?, ?, ?, ?)",
            [number, record.address.data, record.slot, record.body.data, Int64(bitPattern: checksum)])
        head.records += 1
        head.recordSum = head.recordSum &+ checksum
    }

    mutating func remove(_ row: Existing) throws {
        try remember(row.number, row)
        try db.run("DELETE FROM records WHERE number = ?", [row.number])
        head.records -= 1
        head.recordSum = head.recordSum &- row.checksum
    }

    /// Keeps what stood there before this batch, once per batch.
    mutating func remember(_ number: Int, _ before: Existing?) throws {
        let serial = self.serial ?? head.serial + 1
        self.serial = serial
        head.serial = serial
        let row = HistoryRow(serial: serial, number: number, address: before?.address, body: before?.body)
        try db.run(
            "INSERT OR IGNORE INTO history (serial, number, address, body, checksum) VALUES (?, ?, ?, ?, ?)",
            [serial, number, row.address?.data, row.body?.data, row.checksum])
        if db.changesCount > 0 { head.historySum = head.historySum &+ UInt64(bitPattern: row.checksum) }
    }
}

/// A record as it was before a batch; without address where there was none.
struct HistoryRow {
    var serial: Int
    var number: Int
    var address: [UInt8]?
    var body: [UInt8]?

    var checksum: Int64 {
        var sum = Checksum()
        sum.add(Int64(serial))
        sum.add(Int64(number))
        sum.add(Int64(address?.count ?? -1))
        sum.add(address ?? [])
        sum.add(body ?? [])
        return sum.stored
    }
}
