import GRDB
package import XimageCore

/// One record as a batch changed it.
package struct HistoryChange: Hashable, Sendable {
    /// Of the batch.
    package var serial: Int
    /// `nil` when there was none.
    package var before: ResourceRecord?
    /// `nil` when it was removed.
    package var after: ResourceRecord?
}

/// Earlier states: every changed record as it was before, for the runs that changed records last.
enum History {
    /// How many runs that changed something can be undone.
    static let runsKept = 50
    /// Runs without a change are kept for the list alone.
    private static let idleRunsKept = 200

    /// A record by its number, as some serial had it.
    typealias Snapshot = [Int: Entry]

    struct Entry: Hashable {
        var address: [UInt8]
        var body: [UInt8]

        func record() throws -> ResourceRecord {
            try address.withUnsafeBytes { address in
                try body.withUnsafeBytes { try RecordCodec.record(at: AddressKey.decode(address), body: $0) }
            }
        }
    }

    /// Drops what no kept run needs.
    static func prune(_ db: Database, _ head: inout StateHead) throws {
        let oldest = try db.firstRow(
            """
            SELECT run, first_serial FROM runs WHERE last_serial > first_serial ORDER BY run DESC
                LIMIT 1 OFFSET ?
            """,
            [runsKept - 1]
        ) { ($0.int(0), $0.int(1)) }
        if let (run, serial) = oldest {
            try drop("history", "serial <= ?", [serial], from: &head.historySum, db)
            try drop("runs", "run < ?", [run], from: &head.runSum, db)
        }
        try drop(
            "runs", "last_serial = first_serial AND run <= (SELECT max(run) FROM runs) - ?", [idleRunsKept],
            from: &head.runSum, db)
    }

    private static func drop(
        _ table: String, _ condition: String, _ arguments: StatementArguments, from sum: inout UInt64,
        _ db: Database
    ) throws {
        var gone: UInt64 = 0
        try db.forEachRow("SELECT checksum FROM \(table) WHERE \(condition)", arguments) { row in
            gone = gone &+ UInt64(bitPattern: row.integer(0))
        }
        try db.run("DELETE FROM \(table) WHERE \(condition)", arguments)
        sum = sum &- gone
    }

    /// Shrinks the file when much of it is empty.
    static func giveBackSpace(_ db: Database) throws {
        let free = try db.firstRow("PRAGMA freelist_count") { $0.int(0) } ?? 0
        let all = try db.firstRow("PRAGMA page_count") { $0.int(0) } ?? 0
        guard free > 64, free * 8 > all else { return }
        try db.forEachRow("PRAGMA incremental_vacuum") { _ in }
    }

    /// Serials that can be asked for: from the oldest with all later changes kept, to the present one.
    static func range(_ db: Database, _ head: StateHead) throws -> ClosedRange<Int> {
        let oldest = try db.firstRow("SELECT min(first_serial) FROM runs WHERE last_serial > first_serial") {
            row in
            row.isNull(0) ? nil : row.int(0)
        }
        return min(oldest.flatMap { $0 } ?? head.serial, head.serial)...head.serial
    }

    static func present(_ db: Database, _ file: StateFile) throws -> Snapshot {
        var snapshot: Snapshot = [:]
        try db.forEachRow("SELECT number, address, slot, body, checksum FROM records") { row in
            _ = try RecordReader.verified(row, file)
            snapshot[row.int(0)] = Entry(address: row.array(1), body: row.array(3))
        }
        return snapshot
    }

    /// Calls `body` for each kept change after `serial`, newest first. Reads all of them, to see that all are
    /// there.
    static func forEachChange(
        _ db: Database, _ file: StateFile, _ head: StateHead, after serial: Int,
        _ body: (HistoryRow) throws -> Void
    ) throws {
        func damaged(_ detail: RuleArgument) -> StateError {
            .damaged(path: file.path, invariant: .history, detail: detail)
        }
        var sum: UInt64 = 0
        let sql = "SELECT serial, number, address, body, checksum FROM history ORDER BY serial DESC, number"
        try db.forEachRow(sql) { row in
            let change = HistoryRow(
                serial: row.int(0), number: row.int(1), address: row.isNull(2) ? nil : row.array(2),
                body: row.isNull(3) ? nil : row.array(3))
            guard change.checksum == row.integer(4) else {
                throw damaged(
                    RuleArgument(
                        "the change of record \(change.number) by serial \(change.serial) fails its checksum",
                        zh: "序号 \(change.serial) 对记录 \(change.number) 的变更校验和不符"))
            }
            sum = sum &+ UInt64(bitPattern: row.integer(4))
            if change.serial > serial { try body(change) }
        }
        guard sum == head.historySum else {
            throw damaged(RuleArgument("the rows are not the ones written last", zh: "各行不是最后写入的"))
        }
    }

    /// The records as they were after the batch with that serial.
    static func snapshot(_ db: Database, _ file: StateFile, at serial: Int) throws -> Snapshot {
        let head = try StateHead.load(db, file)
        let range = try range(db, head)
        guard range.contains(serial) else {
            throw StateError.noSuchSerial(serial, oldest: range.lowerBound, newest: range.upperBound)
        }
        var snapshot = try present(db, file)
        try forEachChange(db, file, head, after: serial) { change in
            snapshot[change.number] = change.entry
        }
        return snapshot
    }
}

extension HistoryRow {
    var entry: History.Entry? {
        guard let address, let body else { return nil }
        return History.Entry(address: address, body: body)
    }
}

extension StateStore {
    /// The runs that state remembers, newest first.
    package func runs(limit: Int = .max) throws(StateError) -> [RunRecord] {
        let file = connection.file
        let runs = try connection.read { db in try RunRecord.all(db, file, StateHead.load(db, file)) }
        return Array(runs.prefix(limit))
    }

    /// What a run changed, in the order of serials and addresses.
    package func changes(of run: RunRecord) throws(StateError) -> [HistoryChange] {
        let file = connection.file
        return try connection.read { db in
            let head = try StateHead.load(db, file)
            var later = try History.present(db, file)
            var changes: [HistoryChange] = []
            try History.forEachChange(db, file, head, after: run.firstSerial) { change in
                if change.serial <= run.lastSerial {
                    changes.append(
                        HistoryChange(
                            serial: change.serial, before: try change.entry?.record(),
                            after: try later[change.number]?.record()))
                }
                later[change.number] = change.entry
            }
            return changes.sorted { a, b in
                if a.serial != b.serial { return a.serial < b.serial }
                guard let x = a.address, let y = b.address else { return false }
                return x < y
            }
        }
    }

    /// What an address that is gone was when it was last there; `nil` beyond the runs that history remembers.
    package func lastRecord(of address: Address) throws(StateError) -> ResourceRecord? {
        guard let key = AddressKey.encode(address) else { return nil }
        let file = connection.file
        return try connection.read { db in
            var found: ResourceRecord?
            try History.forEachChange(db, file, StateHead.load(db, file), after: 0) { change in
                guard found == nil, let entry = change.entry, entry.address == key else { return }
                found = try entry.record()
            }
            return found
        }
    }

    /// Of all records that history remembers, present ones too.
    package func formerOperations() throws(StateError) -> Set<OperationID> {
        let file = connection.file
        return try connection.read { db in
            var found: Set<OperationID> = []
            try History.forEachChange(db, file, StateHead.load(db, file), after: 0) { change in
                if let operation = try change.entry?.record().operation { found.insert(operation) }
            }
            return found
        }
    }

    /// The records as they were after the batch with that serial.
    package func prior(at serial: Int) throws(StateError) -> PriorState {
        let (file, lineage) = (connection.file, lineage)
        return try connection.read { db in
            let snapshot = try History.snapshot(db, file, at: serial)
            let records = try snapshot.values.map { try $0.record() }.sorted(by: ResourceRecord.precedes)
            return PriorState(lineage: lineage, serial: serial, records: records)
        }
    }
}

extension HistoryChange {
    package var address: Address? { (after ?? before)?.address }
}

extension ResourceRecord {
    /// By address; at one address the current object first, then the others by id.
    static func precedes(_ a: ResourceRecord, _ b: ResourceRecord) -> Bool {
        if a.address != b.address { return a.address < b.address }
        if (a.standing == .current) != (b.standing == .current) { return a.standing == .current }
        return a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
    }
}
