import GRDB

/// The one row that says what a state file is and which records it has to hold.
struct StateHead: Hashable, Sendable {
    var format: Int
    let lineage: String
    let project: String
    var serial: Int
    /// Number of records, and the sum of their checksums: tells when one is missing, doubled or an old one.
    var records = 0
    var recordSum: UInt64 = 0
    var nextRecord = 1
    /// The journal's entries are those after `journalBase`, up to `journalLast`.
    var journalBase = 0
    var journalBaseHash: [UInt8] = JournalChain.start
    var journalLast = 0
    var journalHash: [UInt8] = JournalChain.start

    init(format: Int, lineage: String, project: String) {
        self.format = format
        self.lineage = lineage
        self.project = project
        serial = 0
    }

    private var checksum: Int64 {
        var sum = Checksum()
        sum.add(Int64(format))
        sum.add(lineage)
        sum.add(project)
        for number in [serial, records, nextRecord, journalBase, journalLast] { sum.add(Int64(number)) }
        sum.add(Int64(bitPattern: recordSum))
        sum.add(journalBaseHash)
        sum.add(journalHash)
        return sum.stored
    }

    static func load(_ db: Database, _ file: StateFile) throws -> StateHead {
        func damaged(_ detail: String) -> StateError {
            .damaged(path: file.path, invariant: .head, detail: detail)
        }
        let found = try db.firstRow("SELECT \(columns), checksum FROM state") { row in
            var head = StateHead(format: row.int(0), lineage: row.text(1), project: row.text(2))
            head.serial = row.int(3)
            head.records = row.int(4)
            head.recordSum = UInt64(bitPattern: row.integer(5))
            head.nextRecord = row.int(6)
            head.journalBase = row.int(7)
            head.journalBaseHash = row.array(8)
            head.journalLast = row.int(9)
            head.journalHash = row.array(10)
            return (head: head, checksum: row.integer(11))
        }
        guard let (head, checksum) = found else { throw damaged("the row is missing") }
        guard head.checksum == checksum else { throw damaged("its checksum does not fit") }
        return head
    }

    private static let columns = """
        format, lineage, project, serial, records, record_sum, next_record, journal_base, journal_base_hash,
        journal_last, journal_hash
        """

    func insert(_ db: Database) throws {
        try db.run(
            """
            INSERT INTO state (id, \(Self.columns), checksum) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                format, lineage, project, serial, records, Int64(bitPattern: recordSum), nextRecord,
                journalBase,
                journalBaseHash.data, journalLast, journalHash.data, checksum,
            ])
    }

    func save(_ db: Database) throws {
        try db.run(
            """
            UPDATE state SET format = ?, serial = ?, records = ?, record_sum = ?, next_record = ?,
                journal_base = ?, journal_base_hash = ?, journal_last = ?, journal_hash = ?, checksum = ?
            """,
            [
                format, serial, records, Int64(bitPattern: recordSum), nextRecord, journalBase,
                journalBaseHash.data, journalLast, journalHash.data, checksum,
            ])
    }
}
