import Foundation
import GRDB
import Synchronization

/// The sandbox's SQLite file. All writing goes through one queue, in the order of `enqueue`; calls that wait at the same
/// time share a transaction.
///
/// Journal mode WAL with `synchronous=NORMAL`: what was answered survives the death of the process, and the last few
/// transactions may be lost when the machine loses power. That is enough for a pretend cloud.
final class DataFile: Sendable {
    /// Furthest that simulated time is ahead of the clock: about 300 years.
    static let furthestSeconds = 1e10

    private let queue: DatabaseQueue
    private let pending = Mutex(Pending())
    private let commitCount = Atomic(0)

    private struct Pending {
        var batches: [Batch] = []
        var waiters: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var enqueued = 0
        var committed = 0
        var isDraining = false
        var failure: SandboxError?
    }

    /// What the file says beside its objects.
    struct Header: Sendable {
        var seed: UInt64
        var sequence: Int
        var clockOffset: Double
    }

    private static let applicationID = 0x5869_5362
    private static let schemaVersion = 1

    /// Opens or makes the file, readable by its owner only. An existing file is checked over a read-only connection first,
    /// all of it, so that one that is damaged, foreign or newer stays as it is.
    static func open(path: String) throws(SandboxError) -> (file: DataFile, header: Header) {
        do {
            guard [nil, S_IFREG].contains(kind(path)) else { throw SandboxError.foreign(path: path) }
            try prepare(path)
            if let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size > 0 {
                try check(path)
            }
            let file = try DataFile(path)
            return (file, try file.queue.read { try header($0, path) })
        } catch let error as SandboxError {
            throw error
        } catch {
            throw .damaged(path: path, detail: "\(error)")
        }
    }

    /// Whether a path names a data file of the sandbox, whole or damaged, or nothing: what may be removed as one. Other files
    /// and folders are the user's.
    static func isRemovable(_ path: String) -> Bool {
        guard let kind = kind(path) else { return true }
        guard kind == S_IFREG else { return false }
        guard (path as NSString).lastPathComponent != "sandbox.db",
            let file = FileHandle(forReadingAtPath: path),
            let head = try? file.read(upToCount: 72)
        else { return true }
        guard !head.isEmpty else { return true }
        guard head.count == 72, head.starts(with: Array("SQLite format 3\0".utf8)) else { return false }
        // Source: SQLite file format, offset 68 of the header. A file whose first process died has none yet, and a lock.
        let id = head[68...].reduce(0) { $0 << 8 | Int($1) }
        return id == applicationID || id == 0 && Self.kind(SandboxPaths(path).lock) != nil
    }

    /// `nil` where there is nothing.
    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func check(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { db in
            try check(db, path)
            _ = try header(db, path)
            try forEachRow(db, path) { _, body in
                guard ArchiveReader(sealed: body) != nil else {
                    throw SandboxError.damaged(path: path, detail: "A row does not fit its checksum.")
                }
            }
        }
        try queue.close()
    }

    private init(_ path: String) throws {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = NORMAL") }
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { db in
            if try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 { try Self.create(db) }
        }
    }

    private static func prepare(_ path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try makePrivateFolder(folder)
        } catch {
            throw SandboxError.unwritable(path: path, detail: "\(error.localizedDescription)")
        }
        if FileManager.default.fileExists(atPath: path) { return }
        guard createPrivateFile(path) else {
            throw SandboxError.unwritable(path: path, detail: "The file cannot be created.")
        }
    }

    private static func check(_ db: Database, _ path: String) throws {
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard id == applicationID, tables > 0 else { throw SandboxError.foreign(path: path) }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version == schemaVersion else { throw SandboxError.newer(path: path, version: version) }
        let check = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? ""
        guard check == "ok" else { throw SandboxError.damaged(path: path, detail: check) }
    }

    private static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(schemaVersion);
                CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE object (
                    kind INTEGER NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, id)
                ) WITHOUT ROWID;
                CREATE TABLE ledger (
                    number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, deed TEXT NOT NULL,
                    kind TEXT NOT NULL, id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
                    call TEXT NOT NULL, request TEXT NOT NULL
                );
                CREATE TABLE node (
                    number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, level INTEGER NOT NULL,
                    holders INTEGER NOT NULL, body BLOB NOT NULL
                );
                """)
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        try db.execute(
            sql: "INSERT INTO meta VALUES ('seed', ?), ('sequence', '0'), ('clock', '0')",
            arguments: ["\(seed)"])
    }

    // MARK: Reading

    private static func header(_ db: Database, _ path: String) throws -> Header {
        var meta: [String: String] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT key, value FROM meta") { meta[row[0]] = row[1] }
        guard let seed = meta["seed"].flatMap({ UInt64($0) }),
            let sequence = meta["sequence"].flatMap({ Int($0) })
        else { throw SandboxError.damaged(path: path, detail: "The seed or the sequence is missing.") }
        let offset = Double(meta["clock"] ?? "0") ?? 0
        // A tampered file may hold any number; the conversion to microseconds would end the process.
        let known = (0...Self.furthestSeconds).contains(offset)
        return Header(seed: seed, sequence: sequence, clockOffset: known ? offset : 0)
    }

    /// Hands over one object after the other; only one is in memory at a time.
    func forEachRow(_ path: String, _ body: (RecordKind, [UInt8]) throws -> Void) throws(SandboxError) {
        do {
            try queue.read { try Self.forEachRow($0, path, body) }
        } catch let error as SandboxError {
            throw error
        } catch {
            throw .damaged(path: path, detail: "\(error)")
        }
    }

    private static func forEachRow(
        _ db: Database, _ path: String, _ body: (RecordKind, [UInt8]) throws -> Void
    ) throws {
        let cursor = try Row.fetchCursor(db, sql: "SELECT kind, body FROM object")
        while let row = try cursor.next() {
            guard let kind = RecordKind(rawValue: UInt8(truncatingIfNeeded: row[0] as Int)) else {
                throw SandboxError.damaged(path: path, detail: "A row is of an unknown kind.")
            }
            try body(kind, try row.withUnsafeData(atIndex: 1) { $0.map { Array($0) } ?? [] })
        }
    }

    func ledger() async throws -> [LedgerEntry] {
        try await queue.read { db in
            try Row.fetchAll(
                db, sql: "SELECT at, deed, kind, id, region, name, call, request FROM ledger ORDER BY number"
            )
            .map { row in
                LedgerEntry(
                    at: Timestamp(microseconds: row[0]), deed: LedgerEntry.Deed(rawValue: row[1]) ?? .made,
                    kind: row[2], id: row[3], region: row[4], name: row[5], call: row[6], requestID: row[7])
            }
        }
    }

    /// A piece of content. Its id is the checksum of what it holds, so it is checked each time.
    func node(_ id: ObjectID) throws -> (level: Int, body: [UInt8])? {
        let found: (level: Int, body: [UInt8])? = try queue.read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT level, body FROM node WHERE id = ?", arguments: [id.data])
            return try row.map { row in
                (row[0], try row.withUnsafeData(atIndex: 1) { $0.map { Array($0) } ?? [] })
            }
        }
        guard let found else { return nil }
        guard let level = UInt8(exactly: found.level), ContentNode(level: level, body: found.body).id == id
        else {
            throw SandboxError.damaged(
                path: queue.path, detail: "A piece of a disk does not fit its checksum.")
        }
        return found
    }

    /// How many pieces of content the file holds, for tests of reclaimed space.
    func nodeCount() async throws -> Int {
        try await queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM node") ?? 0 }
    }

    // MARK: Writing

    /// Puts the batch in line; returns a ticket to wait with.
    func enqueue(_ batch: Batch) -> Int {
        let (ticket, starts) = pending.withLock { state in
            state.batches.append(batch)
            state.enqueued += 1
            let starts = !state.isDraining
            state.isDraining = true
            return (state.enqueued, starts)
        }
        if starts { queue.asyncWriteWithoutTransaction { [self] db in drain(db) } }
        return ticket
    }

    /// Returns when the batch of the ticket is in the file.
    func wait(for ticket: Int) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Void, any Error>? = pending.withLock { state in
                if let failure = state.failure { return .failure(failure) }
                if state.committed >= ticket { return .success(()) }
                state.waiters.append((ticket, continuation))
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    /// Transactions since the file was opened.
    var commits: Int { commitCount.load(ordering: .relaxed) }

    func close() throws {
        try queue.close()
    }

    private func drain(_ db: Database) {
        while true {
            let batches = pending.withLock { state in
                let batches = state.batches
                state.batches = []
                if batches.isEmpty { state.isDraining = false }
                return batches
            }
            if batches.isEmpty { return }
            var failure: SandboxError?
            do {
                try db.inTransaction {
                    for batch in batches { try write(batch, db) }
                    return .commit
                }
                commitCount.add(1, ordering: .relaxed)
            } catch {
                failure = .unwritable(path: "the data file", detail: "\(error)")
            }
            settle(batches.count, failure)
        }
    }

    /// After a failed transaction memory is ahead of the file, so nothing is answered any more.
    private func settle(_ count: Int, _ failure: SandboxError?) {
        let ready = pending.withLock { state in
            state.committed += count
            if state.failure == nil { state.failure = failure }
            let ready = state.waiters.filter { $0.ticket <= state.committed }
            state.waiters.removeAll { $0.ticket <= state.committed }
            return ready
        }
        for waiter in ready {
            if let failure {
                waiter.continuation.resume(throwing: failure)
            } else {
                waiter.continuation.resume()
            }
        }
    }

    private func write(_ batch: Batch, _ db: Database) throws {
        for row in batch.rows {
            if let body = row.body {
                try db.cachedStatement(sql: "INSERT OR REPLACE INTO object VALUES (?, ?, ?)")
                    .execute(arguments: [Int(row.kind.rawValue), row.id.data, Data(body)])
            } else {
                try db.cachedStatement(sql: "DELETE FROM object WHERE kind = ? AND id = ?")
                    .execute(arguments: [Int(row.kind.rawValue), row.id.data])
            }
        }
        for entry in batch.ledger {
            try db.cachedStatement(sql: "INSERT INTO ledger VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    entry.moment.microseconds, entry.deed.rawValue, entry.kind, entry.id, entry.region,
                    entry.name,
                    entry.call, entry.requestID,
                ])
        }
        for node in batch.nodes { try insert(node, db) }
        for id in batch.released { try release(id, db) }
        if let sequence = batch.sequence {
            try db.cachedStatement(sql: "UPDATE meta SET value = ? WHERE key = 'sequence'")
                .execute(arguments: ["\(sequence)"])
        }
        if let offset = batch.clockOffset {
            try db.cachedStatement(sql: "UPDATE meta SET value = ? WHERE key = 'clock'")
                .execute(arguments: ["\(offset)"])
        }
    }

    /// A node that is there already stays as it is; a new one holds the nodes it lists.
    private func insert(_ node: ContentNode, _ db: Database) throws {
        if !node.isRoot {
            let exists =
                try Int.fetchOne(db, sql: "SELECT 1 FROM node WHERE id = ?", arguments: [node.id.data]) != nil
            if exists { return }
            try db.cachedStatement(sql: "INSERT INTO node VALUES (NULL, ?, ?, 0, ?)")
                .execute(arguments: [node.id.data, Int(node.level), Data(node.body)])
            for child in node.children {
                try db.cachedStatement(sql: "UPDATE node SET holders = holders + 1 WHERE id = ?")
                    .execute(arguments: [child.data])
            }
        } else {
            try db.cachedStatement(sql: "UPDATE node SET holders = holders + 1 WHERE id = ?")
                .execute(arguments: [node.id.data])
        }
    }

    private func release(_ id: ObjectID, _ db: Database) throws {
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT level, holders, body FROM node WHERE id = ?", arguments: [id.data])
        else { return }
        let holders: Int = row[1]
        if holders > 1 {
            try db.cachedStatement(sql: "UPDATE node SET holders = holders - 1 WHERE id = ?").execute(
                arguments: [id.data])
            return
        }
        try db.cachedStatement(sql: "DELETE FROM node WHERE id = ?").execute(arguments: [id.data])
        let level: Int = row[0]
        let body = try row.withUnsafeData(atIndex: 2) { $0.map { Array($0) } ?? [] }
        for child in ContentNode(id: id, level: UInt8(level), body: body).children { try release(child, db) }
    }
}

/// Why the sandbox cannot start or go on.
package enum SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
    case unwritable(path: String, detail: String)
    case foreign(path: String)
    case newer(path: String, version: Int)
    case damaged(path: String, detail: String)
    case cannotListen(address: String, detail: String)
    case busy(path: String)
    /// What needs the file for itself found a process that runs it, at its endpoint where that is known.
    case inUse(path: String, endpoint: String?)
    case invalid(detail: String)
    /// A world file or fault script is wrong at a place, counted from 1.
    case document(line: Int, column: Int, detail: String)

    package var description: String {
        switch self {
        case .unwritable(let path, let detail): "The sandbox cannot write \(path): \(detail)"
        case .foreign(let path):
            "\(path) is no data file of the sandbox. It was left as it is."
        case .newer(let path, let version):
            "\(path) was written by a newer sandbox (version \(version)). It was left as it is."
        case .damaged(let path, let detail):
            "\(path) is damaged and was left as it is: \(detail) Restore it, or start anew with `ximage sandbox reset`."
        case .cannotListen(let address, let detail): "The sandbox cannot listen on \(address): \(detail)"
        case .busy(let path): "Another process holds \(path) and does not answer."
        case .inUse(let path, let endpoint):
            "A process runs the sandbox in \(path)\(endpoint.map { " at \($0)" } ?? ""). Nothing was removed. End that "
                + "process first: a `ximage sandbox serve`, or a plan or apply that is not done."
        case .invalid(let detail): detail
        case .document(let line, let column, let detail): "Line \(line), column \(column): \(detail)"
        }
    }
}

extension ObjectID {
    /// The 16 bytes of it.
    var data: Data {
        var data = Data(capacity: 16)
        withUnsafeBytes(of: high.bigEndian) { data.append(contentsOf: $0) }
        withUnsafeBytes(of: low.bigEndian) { data.append(contentsOf: $0) }
        return data
    }
}
