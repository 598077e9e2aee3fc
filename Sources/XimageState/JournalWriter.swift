import GRDB
import Synchronization
import XimageCore

/// What one call of ``Journal/append(_:)`` brings, encoded before the transaction that it shares with others.
struct JournalSubmission: Sendable {
    struct Line: Sendable {
        var entry: JournalEntry
        var run: RunID
        var at: Timestamp
        var body: [UInt8]
        var changes: StoredChanges?
        /// Of a create that ends without a record: something of it may exist.
        var loose: OperationID?
    }

    var lines: [Line]
}

/// Writes the journal under one lease, and remembers what it adds up to.
final class JournalWriter: Sendable {
    private let lease: Lease
    private let memory: Mutex<Memory>

    private struct Memory {
        var fold: JournalFold
        var run: RunRecord?
        var events = 0
        var commits = 0
    }

    /// How long the journal of a run gets before what has ended is dropped from it.
    private static let linesBeforeCompaction = 20_000

    init(_ lease: Lease, fold: JournalFold) {
        self.lease = lease
        memory = Mutex(Memory(fold: fold))
    }

    var fold: JournalFold { memory.withLock { $0.fold } }
    var counters: (events: Int, commits: Int) { memory.withLock { ($0.events, $0.commits) } }

    private var connection: Connection { lease.store.connection }
    private var now: Timestamp { lease.store.time.now() }

    // MARK: Events

    func prepare(_ events: [JournalEvent]) throws(StateError) -> JournalSubmission {
        let moment = now
        var lines: [JournalSubmission.Line] = []
        var intended: [String: OperationID?] = [:]
        let (run, open) = memory.withLock { ($0.run?.id, $0.fold.open) }
        guard let run else {
            throw .refused(
                detail: RuleArgument("The journal was written to outside of a run.", zh: "在运行之外写入了日志。"))
        }
        for event in events {
            if case .intent(let intent) = event {
                if let operation = open[intent.step]?.intent.operation, operation != intent.operation {
                    throw .refused(
                        detail: RuleArgument(
                            "Step \(intent.step) is open under operation \(operation); what became of "
                                + "that has to be found out first.",
                            zh: "步骤 \(intent.step) 在操作 \(operation) 下尚未完成，须先查明其结果。"))
                }
                intended.updateValue(intent.operation, forKey: intent.step)
            } else if let step = event.step, open[step] == nil, intended[step] == nil {
                throw .refused(
                    detail: RuleArgument("Step \(step) has no open intent.", zh: "步骤 \(step) 没有未完成的意图。"))
            }
            let changes = event.changes
            lines.append(
                JournalSubmission.Line(
                    entry: .event(event.withoutChanges), run: run, at: moment,
                    body: try EventCodec.body(of: .event(event), in: run, at: moment),
                    changes: changes.isEmpty ? nil : try StoredChanges(changes),
                    loose: event.endsWithoutObject
                        ? event.step.flatMap { intended[$0] ?? open[$0]?.intent.operation } : nil))
        }
        return JournalSubmission(lines: lines)
    }

    /// One transaction for all of them. One that is refused leaves the others alone.
    func commit(_ submissions: [JournalSubmission]) async -> [Result<Void, StateError>] {
        let before = memory.withLock { $0 }
        guard let run = before.run else {
            return submissions.map { _ in
                .failure(.refused(detail: RuleArgument("The run has ended.", zh: "运行已结束。")))
            }
        }
        do {
            let written = try await connection.writeSoon { db in
                try self.write(submissions, run, before.fold, db)
            }
            memory.withLock { memory in
                for line in written.lines { memory.fold.apply(line.entry, of: line.run, at: line.at) }
                memory.run = written.run
                memory.events += written.lines.count
                memory.commits += 1
            }
            return written.outcomes
        } catch {
            let error = lease.note(error)
            return submissions.map { _ in .failure(error) }
        }
    }

    private struct Written: Sendable {
        var lines: [JournalSubmission.Line] = []
        var outcomes: [Result<Void, StateError>] = []
        var run: RunRecord
    }

    private func write(
        _ submissions: [JournalSubmission], _ run: RunRecord, _ fold: JournalFold, _ db: Database
    ) throws -> Written {
        try lease.verify(db)
        var batch = RecordBatch(db, connection.file, try StateHead.load(db, connection.file))
        var written = Written(run: run)
        for submission in submissions {
            let before = batch
            do {
                try Self.inSavepoint(db, needed: submissions.count > 1 && submission.hasChanges) {
                    for line in submission.lines {
                        if let changes = line.changes { try batch.apply(changes) }
                        if let operation = line.loose { try IdentityRow.add(operation, db) }
                        try Self.append(line.body, to: &batch.head, db)
                    }
                }
                written.lines += submission.lines
                written.outcomes.append(.success(()))
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_CONSTRAINT && submissions.count > 1
            {
                batch = before
                written.outcomes.append(.failure(Connection.stateError(error, connection.file)))
            }
        }
        for line in written.lines { written.run.count(line.entry) }
        if let serial = batch.serial { written.run.lastSerial = serial }
        if written.run != run { try written.run.save(db, &batch.head) }
        if batch.head.journalLast - batch.head.journalBase > Self.linesBeforeCompaction {
            var fold = fold
            for line in written.lines { fold.apply(line.entry, of: line.run, at: line.at) }
            try Self.compact(fold, &batch.head, db, run.id, at: now)
        }
        try batch.head.save(db)
        return written
    }

    private static func inSavepoint(_ db: Database, needed: Bool, _ body: () throws -> Void) throws {
        guard needed else { return try body() }
        try db.inSavepoint {
            try body()
            return .commit
        }
    }

    private static func append(_ body: [UInt8], to head: inout StateHead, _ db: Database) throws {
        head.journalLast += 1
        head.journalHash = body.withUnsafeBytes {
            JournalChain.next(after: head.journalHash, entry: head.journalLast, body: $0)
        }
        try db.run(
            "INSERT INTO journal (entry, body, hash) VALUES (?, ?, ?)",
            [head.journalLast, body.data, head.journalHash.data])
    }

    /// Writes what is still open anew, at the end of the chain, and drops all before it.
    private static func compact(
        _ fold: JournalFold, _ head: inout StateHead, _ db: Database, _ run: RunID, at moment: Timestamp
    ) throws {
        (head.journalBase, head.journalBaseHash) = (head.journalLast, head.journalHash)
        try db.run("DELETE FROM journal WHERE entry <= ?", [head.journalBase])
        for entry in fold.remainder {
            try append(try EventCodec.body(of: entry, in: run, at: moment), to: &head, db)
        }
    }

    // MARK: Runs

    func beginRun(_ info: RunInfo) async throws(StateError) -> RunID {
        var fold = fold
        let hadFailures = !fold.failed.isEmpty
        fold.forgetFailures()
        let (kept, file) = (fold, connection.file)
        let run = try await writing { db in
            var head = try StateHead.load(db, file)
            let last = try RunRecord.newest(db, file)
            if var last, last.outcome == nil {
                last.outcome = .broken
                try last.save(db, &head)
            }
            let run = RunRecord(
                id: (last?.id ?? 0) + 1, info: info, outcome: nil, ended: nil, done: 0, failed: 0,
                firstSerial: head.serial, lastSerial: head.serial)
            try run.save(db, &head)
            if hadFailures { try Self.compact(kept, &head, db, run.id, at: self.now) }
            try head.save(db)
            return run
        }
        memory.withLock { memory in
            memory.fold = kept
            memory.run = run
        }
        return run.id
    }

    func endRun(_ outcome: RunOutcome, _ learned: [DurationSample]) async throws(StateError) {
        let (fold, run) = memory.withLock { ($0.fold, $0.run) }
        guard var run else {
            throw .refused(detail: RuleArgument("A run was ended that was not begun.", zh: "结束了没有开始的运行。"))
        }
        run.outcome = outcome
        run.ended = now
        let (ended, file) = (run, connection.file)
        try await writing { db in
            var head = try StateHead.load(db, file)
            try ended.save(db, &head)
            try Self.compact(fold, &head, db, ended.id, at: self.now)
            try History.prune(db, &head)
            try LearnedDurations.add(learned, db, file)
            try head.save(db)
            try History.giveBackSpace(db)
        }
        memory.withLock { $0.run = nil }
    }

    private func writing<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(StateError) -> T {
        do {
            return try await connection.writeSoon { db in
                try self.lease.verify(db)
                return try body(db)
            }
        } catch { throw lease.note(error) }
    }
}

extension JournalSubmission {
    fileprivate var hasChanges: Bool { lines.contains { $0.changes != nil } }
}

extension RunRecord {
    fileprivate mutating func count(_ entry: JournalEntry) {
        switch entry {
        case .event(.succeeded): done += 1
        case .event(.failed): failed += 1
        default: break
        }
    }
}

extension JournalEvent {
    /// The step it is about, if it is about one that was begun before.
    fileprivate var step: String? {
        switch self {
        case .accepted(let step, _, _, _), .unknown(let step, _), .failed(let step, _, _),
            .succeeded(let step, _, _),
            .abandoned(let step):
            step
        case .intent, .owed, .settled: nil
        }
    }

    fileprivate var changes: RecordChanges {
        switch self {
        case .accepted(_, _, _, let changes), .failed(_, _, let changes): changes
        case .succeeded(_, let upserts, let removals): RecordChanges(upserts: upserts, removals: removals)
        default: .none
        }
    }

    /// As it is read back.
    fileprivate var withoutChanges: JournalEvent {
        switch self {
        case .accepted(let step, let pending, let id, _): .accepted(step: step, pending, remoteID: id)
        case .failed(let step, let error, _): .failed(step: step, error)
        case .succeeded(let step, _, _): .succeeded(step: step, upserts: [], removals: [])
        default: self
        }
    }
}
