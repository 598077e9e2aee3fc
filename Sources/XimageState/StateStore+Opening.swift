#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import GRDB
import XimageCore

extension StateStore {
    static func open(
        path: String, project: String, environment: String? = nil, time: TimeSource, lineage: String,
        createIfMissing: Bool, formats: [Format], busyTimeout: Double = 5
    ) throws(StateError) -> StateStore {
        let file = StateFile(path: path)
        StateDraft.removeAbandoned(of: file)
        var isNew = false
        if try file.identity() == nil {
            guard createIfMissing else { throw .missing(path: path) }
            isNew = try create(
                file, project: project, environment: environment, lineage: lineage, formats: formats)
        }
        return try atRest(file) { () throws(StateError) in
            let version = try file.inspect(supported: formats.count)
            try LogInspection.check(file)
            let connection = try Connection(file, readOnly: false, busyTimeout: busyTimeout)
            var head = try judge(connection, version: version, project: project, formats: formats)
            if version < formats.count {
                try migrate(connection, from: version, formats: formats, time: time)
                head = try judge(connection, version: formats.count, project: project, formats: formats)
            }
            try requireEnvironment(connection, environment)
            return StateStore(connection, head: head, isNew: isNew, time: time)
        }
    }

    /// What looks like damage may be the half of what another process does at this moment: taking the lock, giving it
    /// back, closing. It counts only when the file stood still while it was looked at.
    private static func atRest(
        _ file: StateFile, _ body: () throws(StateError) -> StateStore?
    ) throws(StateError) -> StateStore {
        var tries = 0
        while true {
            let before = file.fingerprint
            do throws(StateError) {
                if let store = try body() { return store }
                if tries >= Self.mostTries { throw .busy(path: file.path) }
            } catch {
                let mayPass = tries < Self.fewestTries || file.fingerprint != before
                guard error.mayBeHalfSeen, mayPass, tries < Self.mostTries else { throw error }
            }
            tries += 1
            usleep(10_000)
        }
    }

    private static let fewestTries = 3
    private static let mostTries = 200

    static func openReadOnly(
        path: String, project: String, environment: String? = nil, time: TimeSource, formats: [Format]
    ) throws(StateError) -> StateStore? {
        let file = StateFile(path: path)
        guard try file.identity() != nil else { return nil }
        return try atRest(file) { () throws(StateError) in
            guard let store = try readOnce(file, project: project, time: time, formats: formats) else {
                return nil
            }
            try requireEnvironment(store.connection, environment)
            return store
        }
    }

    /// One environment's state is not another's: what one created, the other would delete.
    /// - Parameter environment: of the run; `nil` where it does not matter.
    private static func requireEnvironment(
        _ connection: Connection, _ environment: String?
    ) throws(StateError) {
        guard let environment else { return }
        let file = connection.file
        let found = try connection.read { db in
            try StateHead.load(db, file).format >= IdentityRow.sinceFormat
                ? try IdentityRow.load(db, file).environment : nil
        }
        guard let found, found != environment else { return }
        throw .otherEnvironment(path: file.path, expected: environment, found: found)
    }

    /// `nil` when the file changed while it was copied.
    private static func readOnce(
        _ file: StateFile, project: String, time: TimeSource, formats: [Format]
    ) throws(StateError) -> StateStore? {
        let before = file.fingerprint
        let version = try file.inspect(supported: formats.count)
        try LogInspection.check(file)
        let connection: Connection
        if try file.logBytes() == 0, version == formats.count {
            connection = try Connection(copyOf: file)
            guard file.fingerprint == before else { return nil }
        } else {
            connection = try Connection(file, readOnly: true)
        }
        var head = try judge(connection, version: version, project: project, formats: formats)
        guard version < formats.count else {
            return StateStore(connection, head: head, isNew: false, time: time)
        }
        let copy = try connection.copyInMemory()
        try copy.upgradeInMemory(from: version, formats: formats)
        head = try judge(copy, version: formats.count, project: project, formats: formats)
        return StateStore(copy, head: head, isNew: false, time: time)
    }

    // MARK: Making

    /// Makes the whole file under another name first, so that nobody ever sees half a state. Answers whether
    /// it was this process that made it.
    private static func create(
        _ file: StateFile, project: String, environment: String?, lineage: String, formats: [Format]
    ) throws(StateError) -> Bool {
        try file.makeFolder()
        try file.setAsideOrphanedLog(tag: lineage)
        let draft: StateDraft
        do { draft = try StateDraft(of: file, lineage: lineage) } catch { throw creating(file, error) }
        defer { draft.release() }
        do {
            let connection = try Connection(draft.file, readOnly: false)
            try connection.direct { db in
                try db.execute(sql: "PRAGMA page_size = \(StateFile.pageSize)")
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try db.execute(sql: "PRAGMA journal_mode = WAL")
            }
            try connection.write { db in
                for format in formats { try format.upgrade(db) }
                var head = StateHead(format: formats.count, lineage: lineage, project: project)
                head.format = formats.count
                try head.insert(db)
                try LockRow().save(db, draft.file)
                if formats.count >= IdentityRow.sinceFormat {
                    try IdentityRow.ensure(db, lineage: lineage, environment: environment)
                }
                try db.execute(sql: "PRAGMA application_id = \(StateFile.applicationID)")
                try db.execute(sql: "PRAGMA user_version = \(formats.count)")
            }
            try connection.close(keepingLog: false)
        } catch {
            StateFile.remove(draft.file.path)
            throw creating(file, error)
        }
        return try file.adopt(draft.file.path)
    }

    /// A folder in which nothing can be made is a read-only one, whatever the call that found it out.
    private static func creating(_ file: StateFile, _ error: StateError) -> StateError {
        if case .denied = error { .readOnly(path: file.path) } else { error }
    }

    // MARK: Judging

    /// What a file must show before anything is believed: its tables, its head, its project, its log.
    private static func judge(
        _ connection: Connection, version: Int, project: String, formats: [Format]
    ) throws(StateError) -> StateHead {
        let file = connection.file
        let found = try connection.read { db in
            let stored = Int(try db.firstRow("PRAGMA user_version") { $0.integer(0) } ?? 0)
            guard stored <= formats.count else {
                throw StateError.newer(path: file.path, version: stored, supported: formats.count)
            }
            if let complaint = try IntegrityCheck.schemaComplaint(db, formats[version - 1]) {
                throw StateError.damaged(path: file.path, invariant: .schema, detail: complaint)
            }
            let head = try StateHead.load(db, file)
            guard head.format == version else {
                let detail = RuleArgument(
                    "the file says format \(version), its head \(head.format)",
                    zh: "文件的格式为 \(version)，而头部记录为 \(head.format)")
                throw StateError.damaged(path: file.path, invariant: .head, detail: detail)
            }
            return head
        }
        guard found.project == project else {
            throw .otherProject(path: file.path, expected: project, found: found.project)
        }
        try requireLog(connection)
        return found
    }

    /// A lock is taken with its row copied into the file itself, and the log has content from then until the
    /// lock is given back. So a file with a held lock and no log has lost what was written since.
    private static func requireLog(_ connection: Connection) throws(StateError) {
        let file = connection.file
        func lock() throws(StateError) -> LockRow {
            try connection.read { db in try LockRow.load(db, file) }
        }
        let first = try lock()
        guard first.isHeld, try file.logBytes() == 0, try lock().token == first.token else { return }
        throw .logLost(path: file.path)
    }

    // MARK: Migrating

    private static func migrate(
        _ connection: Connection, from version: Int, formats: [Format], time: TimeSource
    ) throws(StateError) {
        let file = connection.file
        let lock = try connection.read { db in try LockRow.load(db, file) }
        if let held = lock.info, !lock.isOver(.live(), time) { throw .locked(held) }
        let complaint = try connection.read { db in try IntegrityCheck.pageComplaint(db) }
        if let complaint { throw .damaged(path: file.path, invariant: .pages, detail: .reported(complaint)) }
        try connection.copy(to: "\(file.path).format\(version)-\(time.now().milliseconds)")
        try connection.write { db in
            var left = try LockRow.load(db, file)
            if left != lock, let held = left.info { throw StateError.locked(held) }
            try upgrade(db, file, from: version, formats: formats)
            guard left.isHeld else { return }
            // Of a run that has ended: with a lock and no log the file would count as one that lost its log.
            left.id = ""
            try left.save(db, file)
        }
        try connection.checkpoint(truncating: true)
    }

    static func upgrade(_ db: Database, _ file: StateFile, from version: Int, formats: [Format]) throws {
        let stored = Int(try db.firstRow("PRAGMA user_version") { $0.integer(0) } ?? 0)
        guard stored == version else { return }
        for format in formats[version...] { try format.upgrade(db) }
        var head = try StateHead.load(db, file)
        head.format = formats.count
        try head.save(db)
        guard formats.count >= IdentityRow.sinceFormat else { return try setVersion(db, formats) }
        try IdentityRow.ensure(db, lineage: head.lineage)
        if version < IdentityRow.sinceFormat {
            var batch = RecordBatch(db, file, head)
            try batch.keepBackupsOfHistory()
            try batch.head.save(db)
        }
        try setVersion(db, formats)
    }

    private static func setVersion(_ db: Database, _ formats: [Format]) throws {
        try db.execute(sql: "PRAGMA user_version = \(formats.count)")
    }
}

extension StateError {
    /// Whether a look at a file that another process was just changing could have ended so.
    fileprivate var mayBeHalfSeen: Bool {
        switch self {
        case .damaged, .truncated, .logLost, .empty, .vanished, .readOnly, .busy, .inputOutput: true
        default: false
        }
    }
}
