import GRDB
package import XimageCore

/// What a run says of itself when it begins.
package struct RunInfo: Hashable, Sendable {
    package var who: String
    package var host: String
    package var pid: Int32
    /// As typed, without secrets.
    package var command: String
    package var started: Timestamp
    /// Empty where there is no plan.
    package var planDigest: String
    /// How many steps the plan has.
    package var steps: Int

    package init(
        who: String, host: String, pid: Int32, command: String, started: Timestamp, planDigest: String = "",
        steps: Int = 0
    ) {
        self.who = who
        self.host = host
        self.pid = pid
        self.command = command
        self.started = started
        self.planDigest = planDigest
        self.steps = steps
    }

    package init(_ holder: LockHolder, started: Timestamp, planDigest: String = "", steps: Int = 0) {
        self.init(
            who: holder.who, host: holder.host, pid: holder.pid, command: holder.command, started: started,
            planDigest: planDigest, steps: steps)
    }
}

package enum RunOutcome: String, Hashable, Sendable, CaseIterable {
    case completed
    /// Some steps failed or were not done.
    case failed
    /// Stopped by a person or a signal, in good order.
    case interrupted
    /// Left its jobs running in the cloud, as told.
    case detached
    /// Ended without a word; noticed by the next run.
    case broken
}

/// A run as state remembers it.
package struct RunRecord: Hashable, Sendable {
    package var id: RunID
    package var info: RunInfo
    /// `nil` while it goes on, or when it ended without a word and no run came after it.
    package var outcome: RunOutcome?
    package var ended: Timestamp?
    /// Steps that succeeded.
    package var done: Int
    package var failed: Int
    /// Its batches have the serials after `firstSerial`, up to `lastSerial`.
    package var firstSerial: Int
    package var lastSerial: Int
}

extension RunRecord {
    private static let form: UInt8 = 1

    private var body: [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.form)
        writer.text(info.who)
        writer.text(info.host)
        writer.signed(Int64(info.pid))
        writer.text(info.command)
        writer.signed(info.started.milliseconds)
        writer.text(info.planDigest)
        writer.number(info.steps)
        writer.optionalText(outcome?.rawValue)
        writer.byte(ended == nil ? 0 : 1)
        if let ended { writer.signed(ended.milliseconds) }
        writer.number(done)
        writer.number(failed)
        return writer.bytes
    }

    private init(
        id: RunID, first: Int, last: Int, body: UnsafeRawBufferPointer
    ) throws(MalformedBytes) {
        var reader = ByteReader(body)
        guard try reader.byte() == Self.form else { throw MalformedBytes(what: "unknown form of run") }
        info = RunInfo(
            who: try reader.text(), host: try reader.text(),
            pid: Int32(truncatingIfNeeded: try reader.signed()),
            command: try reader.text(), started: Timestamp(milliseconds: try reader.signed()),
            planDigest: try reader.text(), steps: try reader.int())
        outcome = try reader.optionalText().flatMap(RunOutcome.init)
        ended = try reader.byte() == 1 ? Timestamp(milliseconds: try reader.signed()) : nil
        done = try reader.int()
        failed = try reader.int()
        self.id = id
        firstSerial = first
        lastSerial = last
    }

    private static func checksum(id: Int, first: Int, last: Int, body: UnsafeRawBufferPointer) -> Int64 {
        var sum = Checksum()
        for number in [id, first, last] { sum.add(Int64(number)) }
        sum.add(body)
        return sum.stored
    }

    func save(_ db: Database, _ head: inout StateHead) throws {
        let before = try db.firstRow("SELECT checksum FROM runs WHERE run = ?", [id]) { $0.integer(0) }
        let body = body
        let checksum = body.withUnsafeBytes {
            Self.checksum(id: id, first: firstSerial, last: lastSerial, body: $0)
        }
        try db.run(
            """
            INSERT OR REPLACE INTO runs (run, first_serial, last_serial, body, checksum)
                VALUES (?, ?, ?, ?, ?)
            """,
            [id, firstSerial, lastSerial, body.data, checksum])
        head.runSum = head.runSum &- UInt64(bitPattern: before ?? 0) &+ UInt64(bitPattern: checksum)
    }

    /// Newest first, and exactly those that were written.
    static func all(_ db: Database, _ file: StateFile, _ head: StateHead) throws -> [RunRecord] {
        var sum: UInt64 = 0
        let runs = try read(db, file, limit: .max) { sum = sum &+ UInt64(bitPattern: $0) }
        guard sum == head.runSum else {
            let detail = RuleArgument("the runs are not the ones written last", zh: "运行记录不是最后写入的")
            throw StateError.damaged(path: file.path, invariant: .serials, detail: detail)
        }
        return runs
    }

    static func newest(_ db: Database, _ file: StateFile) throws -> RunRecord? {
        try read(db, file, limit: 1) { _ in }.first
    }

    private static func read(
        _ db: Database, _ file: StateFile, limit: Int, _ counting: (Int64) -> Void
    ) throws -> [RunRecord] {
        var runs: [RunRecord] = []
        let sql = """
            SELECT run, first_serial, last_serial, body, checksum FROM runs ORDER BY run DESC LIMIT ?
            """
        try db.forEachRow(sql, [limit]) { row in
            let sum = checksum(id: row.int(0), first: row.int(1), last: row.int(2), body: row.bytes(3))
            guard sum == row.integer(4) else {
                let detail = RuleArgument(
                    "run \(row.int(0)) fails its checksum", zh: "运行 \(row.int(0)) 的校验和不符")
                throw StateError.damaged(path: file.path, invariant: .serials, detail: detail)
            }
            counting(sum)
            runs.append(
                try RunRecord(id: row.int(0), first: row.int(1), last: row.int(2), body: row.bytes(3)))
        }
        return runs
    }
}
