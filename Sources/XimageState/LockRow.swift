import GRDB
package import XimageCore

/// Who wants to hold, or holds, the lock.
package struct LockHolder: Hashable, Sendable {
    package var who: String
    package var host: String
    package var pid: Int32
    /// As typed, without secrets.
    package var command: String

    package init(who: String, host: String, pid: Int32, command: String) {
        self.who = who
        self.host = host
        self.pid = pid
        self.command = command
    }
}

/// A lock as others see it.
package struct LockInfo: Hashable, Sendable {
    /// What `state unlock` asks for.
    package var id: String
    /// Grows by one with each holder.
    package var fence: Int
    package var holder: LockHolder
    package var since: Timestamp
    package var lastHeartbeat: Timestamp
    package var lease: Duration

    /// Who, where, since when, doing what.
    package var sentence: RuleArgument {
        RuleArgument(
            "\(holder.who)@\(holder.host) (process \(holder.pid)) has held lock \(id) since \(since), running "
                + "`\(holder.command)`; last heard from at \(lastHeartbeat).",
            zh: "\(holder.who)@\(holder.host)（进程 \(holder.pid)）自 \(since) 起持有锁 \(id)，正在运行 "
                + "`\(holder.command)`；最近一次活动时间为 \(lastHeartbeat)。")
    }
}

/// What a lease writes with; checked inside each transaction.
struct LockToken: Hashable, Sendable {
    var id: String
    var fence: Int
}

/// The lock's row.
struct LockRow: Hashable, Sendable {
    var fence = 0
    /// Empty while nobody holds it.
    var id = ""
    var holder = LockHolder(who: "", host: "", pid: 0, command: "")
    var process = ProcessIdentity(boot: "", space: "", pid: 0, start: 0)
    var since = Timestamp(milliseconds: 0)
    var lease = Duration.zero
    /// Grows with each heartbeat.
    var beat = 0
    var beatAt = Timestamp(milliseconds: 0)
    /// Of the holder's machine; -1 where it has no such clock.
    var beatUptime = -1

    var isHeld: Bool { !id.isEmpty }

    var token: LockToken { LockToken(id: id, fence: fence) }

    var info: LockInfo? {
        guard isHeld else { return nil }
        return LockInfo(
            id: id, fence: fence, holder: holder, since: since, lastHeartbeat: beatAt, lease: lease)
    }

    private var checksum: Int64 {
        var sum = Checksum()
        for text in [id, holder.who, holder.host, holder.command, process.boot, process.space] {
            sum.add(text)
        }
        sum.add(Int64(process.start))
        for number in [fence, Int(holder.pid), beat, beatUptime] { sum.add(Int64(number)) }
        for number in [since.milliseconds, lease.milliseconds, beatAt.milliseconds] { sum.add(number) }
        return sum.stored
    }

    static func load(_ db: Database, _ file: StateFile) throws -> LockRow {
        let sql = """
            SELECT fence, lock_id, who, host, boot, process_space, pid, process_start, command, since, lease,
                beat, beat_at, beat_uptime, checksum FROM lock
            """
        let found = try db.firstRow(sql) { row in
            let pid = Int32(truncatingIfNeeded: row.integer(6))
            let lock = LockRow(
                fence: row.int(0), id: row.text(1),
                holder: LockHolder(who: row.text(2), host: row.text(3), pid: pid, command: row.text(8)),
                process: ProcessIdentity(boot: row.text(4), space: row.text(5), pid: pid, start: row.int(7)),
                since: Timestamp(milliseconds: row.integer(9)), lease: .milliseconds(row.integer(10)),
                beat: row.int(11), beatAt: Timestamp(milliseconds: row.integer(12)), beatUptime: row.int(13))
            return (lock: lock, checksum: row.integer(14))
        }
        func damaged(_ detail: RuleArgument) -> StateError {
            .damaged(path: file.path, invariant: .lock, detail: detail)
        }
        guard let (lock, checksum) = found else {
            throw damaged(RuleArgument("the row is missing", zh: "缺少该行"))
        }
        guard lock.checksum == checksum else {
            throw damaged(RuleArgument("its checksum does not fit", zh: "校验和不符"))
        }
        guard try StateHead.load(db, file).lockSum == UInt64(bitPattern: checksum) else {
            throw damaged(RuleArgument("it is not the one written last", zh: "不是最后写入的"))
        }
        return lock
    }

    func save(_ db: Database, _ file: StateFile) throws {
        var head = try StateHead.load(db, file)
        head.lockSum = UInt64(bitPattern: checksum)
        try head.save(db)
        try db.run(
            "INSERT OR REPLACE INTO lock VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                fence, id, holder.who, holder.host, process.boot, process.space, Int(holder.pid),
                process.start,
                holder.command, since.milliseconds, lease.milliseconds, beat, beatAt.milliseconds, beatUptime,
                checksum,
            ])
    }

    /// Throws when the lock is no longer that of `token`.
    static func verify(_ token: LockToken, _ db: Database, _ file: StateFile) throws {
        let row = try load(db, file)
        guard row.token == token else { throw StateError.lockLost(row.info) }
    }
}
