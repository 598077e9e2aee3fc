import GRDB
import Synchronization
import XimageCore

/// A lock that is held. Has to be renewed, by ``keepAlive()`` or ``renew()``, and released.
package final class Lease: Sendable {
    package let store: StateStore
    package let holder: LockHolder
    let token: LockToken
    private let time: TimeSource
    private let processes: ProcessTable
    private let lease: Duration
    private let heartbeat: Duration
    private let memory: Mutex<Memory>

    private struct Memory {
        var renewed: Duration
        /// Once lost, always lost, even if the row should look right again.
        var end: StateError?
    }

    init(
        store: StateStore, time: TimeSource, processes: ProcessTable, token: LockToken, holder: LockHolder,
        lease: Duration, heartbeat: Duration
    ) {
        self.store = store
        self.time = time
        self.processes = processes
        self.token = token
        self.holder = holder
        self.lease = lease
        self.heartbeat = heartbeat
        memory = Mutex(Memory(renewed: time.uptime()))
    }

    package var id: String { token.id }
    package var fence: Int { token.fence }

    /// Proves that the lock is still held; renews it when the last renewal was long ago. To be called right
    /// before each effect outside of state. Throws ``StateError/lockLost(_:)`` when another took over.
    package func check() async throws(StateError) {
        if let end = memory.withLock({ $0.end }) { throw end }
        let silence = time.uptime() - memory.withLock { $0.renewed }
        if silence * 2 >= lease { return try await renew() }
        let (token, file) = (token, store.connection.file)
        do {
            try await store.connection.readSoon { db in try LockRow.verify(token, db, file) }
        } catch { throw note(error) }
    }

    /// One heartbeat.
    package func renew() async throws(StateError) {
        if let end = memory.withLock({ $0.end }) { throw end }
        let (token, file, now, uptime) = (token, store.connection.file, time.now(), processes.machineUptime())
        let started = time.uptime()
        do {
            try await store.connection.writeSoon { db in
                var row = try LockRow.load(db, file)
                guard row.token == token else { throw StateError.lockLost(row.info) }
                row.beat += 1
                row.beatAt = now
                row.beatUptime = uptime ?? -1
                try row.save(db, file)
            }
        } catch { throw note(error) }
        memory.withLock { $0.renewed = started }
    }

    /// Renews until the task is cancelled or the lock is lost. To be run beside the work. A failure that may
    /// pass is tried again; the work itself learns of a loss by ``check()`` and by its writes.
    package func keepAlive() async {
        while true {
            do { try await time.sleep(heartbeat) } catch { return }
            do { try await renew() } catch {
                guard error.isTransient else { return }
            }
        }
    }

    /// Gives the lock back. A second call does nothing.
    package func release() throws(StateError) {
        if let end = memory.withLock({ $0.end }) {
            if end == Self.released { return }
            throw end
        }
        let (token, file) = (token, store.connection.file)
        do {
            try store.connection.write { db in
                var row = try LockRow.load(db, file)
                guard row.token == token else { throw StateError.lockLost(row.info) }
                row.id = ""
                try row.save(db, file)
            }
        } catch { throw note(error) }
        memory.withLock { $0.end = Self.released }
        try store.connection.checkpoint(truncating: true)
    }

    /// Inside a transaction: throws when the lock is no longer held.
    func verify(_ db: Database) throws {
        if let end = memory.withLock({ $0.end }) { throw end }
        try LockRow.verify(token, db, store.connection.file)
    }

    /// Remembers a loss.
    func note(_ error: StateError) -> StateError {
        if case .lockLost = error { memory.withLock { $0.end = $0.end ?? error } }
        return error
    }

    private static let released = StateError.refused(
        detail: RuleArgument("The lock was given back already.", zh: "锁已归还。"))
}
