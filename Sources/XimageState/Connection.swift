import GRDB
import GRDBSQLite
import Synchronization
import XimageCore

/// The one SQLite connection of a store: transactions, and SQLite's failures in our words.
final class Connection: Sendable {
    let file: StateFile
    let isReadOnly: Bool
    private let queue: DatabaseQueue
    /// `nil` for a copy in memory.
    private let identity: StateFile.Identity?
    private let commitCount = Mutex(0)

    /// Opens what ``StateFile/inspect(supported:)`` found sound.
    init(_ file: StateFile, readOnly: Bool, busyTimeout: Double = 5) throws(StateError) {
        self.file = file
        isReadOnly = readOnly
        identity = try file.identity()
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "ximage.state"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            if !readOnly { Self.keepLog(true, db) }
        }
        do { queue = try DatabaseQueue(path: file.path, configuration: configuration) } catch {
            throw Self.stateError(error, file)
        }
    }

    /// A copy of the file in memory, for folders in which SQLite may not even put its helper files. Only for
    /// a file without a log beside it.
    init(copyOf file: StateFile) throws(StateError) {
        self.file = file
        isReadOnly = true
        identity = nil
        do {
            queue = try DatabaseQueue()
            var bytes = try file.contents()
            // A file in memory has no log; readers and writers of format 1 know none.
            if bytes.count > 19 { (bytes[18], bytes[19]) = (1, 1) }
            try queue.inDatabase { db in try Self.load(bytes, into: db) }
        } catch { throw Self.stateError(error, file) }
    }

    private static func load(_ bytes: [UInt8], into db: Database) throws {
        guard let copy = sqlite3_malloc64(UInt64(bytes.count)) else {
            throw DatabaseError(resultCode: .SQLITE_NOMEM)
        }
        bytes.withUnsafeBytes {
            copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count)
        }
        let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY)
        let result = sqlite3_deserialize(
            db.sqliteConnection, "main", copy.assumingMemoryBound(to: UInt8.self), Int64(bytes.count),
            Int64(bytes.count), flags)
        guard result == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: result)) }
    }

    /// Durable transactions so far.
    var commits: Int { commitCount.withLock { $0 } }

    /// One snapshot for the whole body.
    func read<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
        do {
            return try queue.inDatabase { db in
                var result: T?
                try db.inTransaction(.deferred) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return result
            }
        } catch { throw Self.stateError(error, file) }
    }

    /// Like ``read(_:)``, without holding a thread while others use the connection.
    func readSoon<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StateError)
        -> T
    {
        try await soon { [file] db in
            do {
                var result: T?
                try db.inTransaction(.deferred) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return .success(result)
            } catch { return .failure(Self.stateError(error, file)) }
        }
    }

    /// Durable when it returns; nothing is written when it throws.
    func write<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
        do { return try queue.inDatabase { db in try transaction(db, body) } } catch {
            throw Self.stateError(error, file)
        }
    }

    /// Like ``write(_:)``, without holding a thread meanwhile. Runs to its end even when the task is
    /// cancelled: an outcome has to be recorded above all when a run is being stopped.
    func writeSoon<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StateError)
        -> T
    {
        try await soon { db in
            do { return .success(try self.transaction(db, body)) } catch {
                return .failure(Self.stateError(error, self.file))
            }
        }
    }

    /// Outside of a transaction.
    func direct<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
        do { return try queue.inDatabase(body) } catch { throw Self.stateError(error, file) }
    }

    /// - Parameter keepingLog: leaves the log for the next process to judge, as after a run that did not end.
    func close(keepingLog: Bool) throws(StateError) {
        if !isReadOnly, !keepingLog { try direct { db in Self.keepLog(false, db) } }
        do { try queue.close() } catch { throw Self.stateError(error, file) }
    }

    // MARK: Whole files

    /// Copies what the log holds into the file.
    ///
    /// - Parameter truncating: and empties the log. Left undone while others read.
    func checkpoint(truncating: Bool) throws(StateError) {
        try direct { db in
            do {
                try db.forEachRow("PRAGMA wal_checkpoint(\(truncating ? "TRUNCATE" : "FULL"))") { _ in }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
        }
    }

    /// A whole and sound copy, for keeping. Works even when the file's name is gone.
    func copy(to path: String) throws(StateError) {
        try StateFile.makePrivate(path)
        try direct { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        do {
            let copy = try DatabaseQueue(path: path)
            try copy.inDatabase { db in
                try db.execute(sql: "PRAGMA journal_mode = WAL")
                var lock = try LockRow.load(db, file)
                // A copy belongs to nobody.
                lock.id = ""
                try lock.save(db, file)
            }
            try copy.close()
        } catch { throw Self.stateError(error, StateFile(path: path)) }
        try StateFile.synchronise(path)
    }

    func copyInMemory() throws(StateError) -> Connection {
        let path = file.path
        do {
            let copy = try DatabaseQueue()
            try queue.backup(to: copy)
            return Connection(copy, of: StateFile(path: path))
        } catch { throw Self.stateError(error, file) }
    }

    func upgradeInMemory(from version: Int, formats: [Format]) throws(StateError) {
        try direct { db in
            try db.inTransaction {
                try StateStore.upgrade(db, file, from: version, formats: formats)
                return .commit
            }
        }
    }

    private init(_ queue: DatabaseQueue, of file: StateFile) {
        self.queue = queue
        self.file = file
        isReadOnly = true
        identity = nil
    }

    private func soon<T: Sendable>(
        _ body: @escaping @Sendable (Database) -> Result<T, StateError>
    ) async throws(StateError) -> T {
        #if DEBUG
            PendingWrites.begin()
        #endif
        let result: Result<T, StateError> = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { db in
                #if DEBUG
                    PendingWrites.gate?()
                #endif
                continuation.resume(returning: body(db))
                #if DEBUG
                    PendingWrites.end()
                #endif
            }
        }
        return try result.get()
    }

    private func transaction<T>(_ db: Database, _ body: (Database) throws -> T) throws -> T {
        guard !isReadOnly else {
            throw StateError.refused(
                detail: RuleArgument("This store was opened for reading.", zh: "该状态以只读方式打开。"))
        }
        guard try file.identity() == identity else { throw StateError.vanished(path: file.path) }
        var result: T?
        #if DEBUG
            CrashHook.cross()
        #endif
        try db.inTransaction(.immediate) {
            result = try body(db)
            #if DEBUG
                CrashHook.cross()
            #endif
            return .commit
        }
        #if DEBUG
            CrashHook.cross()
        #endif
        commitCount.withLock { $0 += 1 }
        guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return result
    }

    /// Whether the last connection to close leaves the log file behind. Source: SQLite,
    /// SQLITE_FCNTL_PERSIST_WAL.
    private static func keepLog(_ keep: Bool, _ db: Database) {
        var flag: Int32 = keep ? 1 : 0
        _ = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_PERSIST_WAL, &flag)
    }
}

extension Connection {
    static func stateError(_ error: any Error, _ file: StateFile) -> StateError {
        if let error = error as? StateError { return error }
        if let error = error as? MalformedBytes {
            return .damaged(path: file.path, invariant: .recordChecksum, detail: .reported(error.what))
        }
        guard let error = error as? DatabaseError else {
            return .inputOutput(path: file.path, detail: .reported("\(error)"))
        }
        let detail = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: file.path)
        case .SQLITE_FULL: return .diskFull(path: file.path)
        case .SQLITE_READONLY, .SQLITE_PERM: return .readOnly(path: file.path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            return .damaged(path: file.path, invariant: .pages, detail: .reported(detail))
        case .SQLITE_ERROR: return .damaged(path: file.path, invariant: .schema, detail: .reported(detail))
        case .SQLITE_CONSTRAINT:
            return .refused(
                detail: RuleArgument(
                    "A rule of the file forbids the change: \(detail).", zh: "文件的规则禁止该变更：“\(detail)”。"))
        case .SQLITE_CANTOPEN:
            return (try? file.identity()) == nil ? .vanished(path: file.path) : .readOnly(path: file.path)
        default:
            let code = "\(detail) (SQLite code \(error.extendedResultCode.rawValue))"
            return .inputOutput(path: file.path, detail: .reported(code))
        }
    }
}
