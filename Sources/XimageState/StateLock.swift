import GRDB
import Synchronization
package import XimageCore

/// Who may write to a state now.
///
/// A holder has a lease, which it renews by heartbeats. Whoever wants the lock takes it over when the lease
/// is over:
///
/// | what the other knows of the holder | the lease is over |
/// | --- | --- |
/// | same machine, and its process has ended | at once |
/// | same machine since its last start | when the machine's own clock says so, whatever the wall clock says |
/// | another machine | when the wall clock says so, or we saw no heartbeat for a whole lease of our clock |
///
/// Each holder has a fencing number, one more than the one before. Every write checks it inside its
/// transaction, and ``Lease/check()`` checks it before a call to the cloud, so that a process that was asleep
/// while another took over changes nothing in state and sends nothing more. A call that was already sent
/// cannot be taken back; the marks of its object tell the next run about it.
package struct StateLock: Sendable {
    private let store: StateStore
    private let time: TimeSource
    private let processes: ProcessTable
    private let lease: Duration
    private let heartbeat: Duration

    /// - Parameters:
    ///   - lease: how long a silent holder keeps the lock.
    ///   - heartbeat: how often a lease is renewed; a third of it when `nil`.
    package init(
        _ store: StateStore, time: TimeSource, processes: ProcessTable = .live(),
        lease: Duration = .seconds(30),
        heartbeat: Duration? = nil
    ) {
        self.store = store
        self.time = time
        self.processes = processes
        self.lease = lease
        self.heartbeat = heartbeat ?? lease / 3
    }

    /// Who holds it now, alive or not; `nil` when it is free.
    package func current() throws(StateError) -> LockInfo? { try store.lock().info }

    /// Takes the lock, waiting up to `timeout` for it. Verifies the whole file first: nothing is written to a
    /// damaged one. Throws ``StateError/locked(_:)`` with the holder when the time is over, or the task was
    /// cancelled.
    package func acquire(
        _ holder: LockHolder, timeout: Duration = .zero, random: inout some RandomNumberGenerator
    ) async throws(StateError) -> Lease {
        let id = String(OperationID(using: &random).text.prefix(12))
        return try await acquire(holder, timeout: timeout, id: id)
    }

    /// Who holds it and is not known to be gone; `nil` when a run may begin.
    package func holder() throws(StateError) -> LockInfo? { try isHolderGone() ? nil : current() }

    /// Whether the one who holds the lock is known to be gone or silent for longer than its lease.
    package func isHolderGone() throws(StateError) -> Bool {
        let row = try store.lock()
        guard row.isHeld else { return true }
        var watched = Watched()
        return isOver(row, &watched)
    }

    /// Removes the lock with this id, whoever holds it. For a holder that is known to be dead; one that is
    /// not stops at its next write.
    package func unlock(id: String) throws(StateError) {
        let file = store.connection.file
        try store.connection.write { db in
            var row = try LockRow.load(db, file)
            guard row.isHeld, row.id == id else { throw StateError.otherLock(given: id, held: row.info) }
            row.id = ""
            try row.save(db, file)
        }
        try store.connection.checkpoint(truncating: false)
    }

    /// Holds the lock while `body` runs, with heartbeats, and gives it back afterwards, whatever happened.
    package func holding<T: Sendable>(
        _ holder: LockHolder, timeout: Duration = .zero, random: inout some RandomNumberGenerator,
        _ body: (Lease) async throws -> T
    ) async throws -> T {
        let lease = try await acquire(holder, timeout: timeout, random: &random)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await lease.keepAlive() }
            let outcome: Result<T, any Error>
            do { outcome = .success(try await body(lease)) } catch { outcome = .failure(error) }
            group.cancelAll()
            // The lease may be lost already; then there is nothing to give back.
            try? lease.release()
            return try outcome.get()
        }
    }

    // MARK: Taking

    private func acquire(
        _ holder: LockHolder, timeout: Duration, id: String
    ) async throws(StateError) -> Lease {
        try verifyPages()
        let start = time.uptime()
        var watched = Watched()
        while true {
            switch try attempt(holder, id: id, watched: &watched) {
            case .taken(let token):
                // From now on the file itself says that it is held, and that a log belongs to it.
                try store.connection.checkpoint(truncating: false)
                return Lease(
                    store: store, time: time, processes: processes, token: token, holder: holder,
                    lease: lease,
                    heartbeat: heartbeat)
            case .held(let info):
                let left = timeout - (time.uptime() - start)
                guard left > .zero else { throw .locked(info) }
                do { try await time.sleep(min(left, .milliseconds(500), lease / 4)) } catch {
                    throw .locked(info)
                }
            }
        }
    }

    private enum Attempt {
        case taken(LockToken)
        case held(LockInfo)
    }

    /// What was seen of a holder, by our own clock.
    private struct Watched {
        var token: LockToken?
        var beat = -1
        var since = Duration.zero
    }

    private func attempt(
        _ holder: LockHolder, id: String, watched: inout Watched
    ) throws(StateError) -> Attempt {
        let seen = try store.lock()
        if let info = seen.info, !isOver(seen, &watched) { return .held(info) }
        let file = store.connection.file
        return try store.connection.write { db in
            let row = try LockRow.load(db, file)
            // Another was faster, or the holder gave a sign meanwhile.
            if let info = row.info, row != seen { return .held(info) }
            let now = time.now()
            var mine = LockRow()
            mine.fence = row.fence + 1
            mine.id = id
            mine.holder = holder
            mine.process = processes.current
            mine.since = now
            mine.lease = lease
            mine.beatAt = now
            mine.beatUptime = processes.machineUptime() ?? -1
            try mine.save(db, file)
            return .taken(mine.token)
        }
    }

    private func isOver(_ row: LockRow, _ watched: inout Watched) -> Bool {
        if watched.token != row.token || watched.beat != row.beat {
            watched = Watched(token: row.token, beat: row.beat, since: time.uptime())
        }
        return time.uptime() - watched.since >= row.lease || row.isOver(processes, time)
    }

    private func verifyPages() throws(StateError) {
        let file = store.connection.file
        let complaint = try store.connection.read { db in try IntegrityCheck.pageComplaint(db) }
        if let complaint { throw .damaged(path: file.path, invariant: .pages, detail: .reported(complaint)) }
    }
}

extension LockRow {
    /// Whether the lease is over, by what is known of the holder at a first look.
    func isOver(_ processes: ProcessTable, _ time: TimeSource) -> Bool {
        if processes.hasEnded(process) { return true }
        if !process.boot.isEmpty, process.boot == processes.current.boot, beatUptime >= 0,
            let now = processes.machineUptime()
        {
            return .milliseconds(now - beatUptime) >= lease
        }
        return time.now() - beatAt >= lease
    }
}
