import GRDB
import XimageCore

/// The one row that says what a state file is and which records it has to hold.
struct StateHead: Hashable, Sendable {
    var format: Int
    let lineage: String
    let project: String
    var serial: Int
    var records = 0
    /// Sums of the checksums of all rows of a table: tell when one is missing, doubled or an old one.
    var recordSum: UInt64 = 0
    var runSum: UInt64 = 0
    var historySum: UInt64 = 0
    var lockSum: UInt64 = 0
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
        for part in [recordSum, runSum, historySum, lockSum] { sum.add(Int64(bitPattern: part)) }
        sum.add(journalBaseHash)
        sum.add(journalHash)
        return sum.stored
    }

    static func load(_ db: Database, _ file: StateFile) throws -> StateHead {
        func damaged(_ detail: RuleArgument) -> StateError {
            .damaged(path: file.path, invariant: .head, detail: detail)
        }
        let found = try db.firstRow("SELECT \(columns), checksum FROM state") { row in
            var head = StateHead(format: row.int(0), lineage: row.text(1), project: row.text(2))
            head.serial = row.int(3)
            head.records = row.int(4)
            head.recordSum = UInt64(bitPattern: row.integer(5))
            head.runSum = UInt64(bitPattern: row.integer(6))
            head.historySum = UInt64(bitPattern: row.integer(7))
            head.lockSum = UInt64(bitPattern: row.integer(8))
            head.nextRecord = row.int(9)
            head.journalBase = row.int(10)
            head.journalBaseHash = row.array(11)
            head.journalLast = row.int(12)
            head.journalHash = row.array(13)
            return (head: head, checksum: row.integer(14))
        }
        guard let (head, checksum) = found else {
            throw damaged(RuleArgument("the row is missing", zh: "缺少该行"))
        }
        guard head.checksum == checksum else {
            throw damaged(RuleArgument("its checksum does not fit", zh: "校验和不符"))
        }
        return head
    }

    private static let columns = """
        format, lineage, project, serial, records, record_sum, run_sum, history_sum, lock_sum, next_record,
        journal_base, journal_base_hash, journal_last, journal_hash
        """

    private var values: StatementArguments {
        [
            format, lineage, project, serial, records, Int64(bitPattern: recordSum),
            Int64(bitPattern: runSum),
            Int64(bitPattern: historySum), Int64(bitPattern: lockSum), nextRecord, journalBase,
            journalBaseHash.data, journalLast, journalHash.data, checksum,
        ]
    }

    func insert(_ db: Database) throws {
        let marks = Array(repeating: "?", count: 15).joined(separator: ", ")
        try db.run("INSERT INTO state (id, \(Self.columns), checksum) VALUES (1, \(marks))", values)
    }

    func save(_ db: Database) throws {
        let marks = Array(repeating: "?", count: 15).joined(separator: ", ")
        try db.run("UPDATE state SET (\(Self.columns), checksum) = (\(marks))", values)
    }
}
