import GRDB
import Synchronization
import Testing
import XimageCore

@testable import XimageState

/// What a lease writes while it is held, and when it is given back.
@Suite struct LeaseTests {
    private static func lease(_ store: StateStore, _ clock: VirtualClock, _ time: TimeSource? = nil)
        async throws
        -> Lease
    {
        var random = Seeded(7)
        let lock = StateLock(
            store, time: time ?? clock.source, processes: clock.machine(living: [100: 5]), lease: .seconds(30)
        )
        return try await lock.acquire(.tester, random: &random)
    }

    @Test("A heartbeat counts, and says when it was by both clocks")
    func renews() async throws {
        let clock = VirtualClock()
        let store = try StateStore.open(Folder(), clock)
        let lease = try await Self.lease(store, clock)
        var expected = try store.lock()
        clock.advance(.seconds(7))
        clock.setWall(by: .seconds(-3600))
        try await lease.renew()
        expected.beat += 1
        expected.beatAt = clock.source.now()
        expected.beatUptime = Int(clock.uptime.milliseconds)
        #expect(try store.lock() == expected)
    }

    @Test("A check renews once half of the lease has passed since the last heartbeat")
    func checks() async throws {
        let clock = VirtualClock()
        let store = try StateStore.open(Folder(), clock)
        let lease = try await Self.lease(store, clock)
        let start = try store.lock().beat
        var beats: [Int] = []
        for pause in [Duration.milliseconds(14_999), .milliseconds(1), .milliseconds(14_999), .seconds(20)] {
            clock.advance(pause)
            try await lease.check()
            beats.append(try store.lock().beat - start)
        }
        #expect(beats == [0, 1, 1, 2])
    }

    @Test("A released lock is free, its files are small, and a second release does nothing")
    func releases() async throws {
        let clock = VirtualClock()
        let store = try StateStore.open(Folder(), clock)
        let lease = try await Self.lease(store, clock)
        #expect(!bytes(of: store.path + "-wal").isEmpty)
        try lease.release()
        #expect(try !store.lock().isHeld)
        #expect(bytes(of: store.path + "-wal").isEmpty)
        let next = try await Self.lease(store, clock)
        try lease.release()
        #expect(try store.lock().token == next.token)
        await #expect(throws: StateError.self) { try await lease.check() }
        await #expect(throws: StateError.self) { try await lease.renew() }
    }

    @Test("Heartbeats go on after a write that failed for now, and end with a loss of the lock")
    func keepsAlive() async throws {
        let clock = VirtualClock()
        let store = try StateStore.open(Folder(), clock)
        @Sendable func refuseWrites(_ isOn: Bool) throws {
            try store.connection.direct { db in try db.execute(sql: "PRAGMA query_only = \(isOn ? 1 : 0)") }
        }
        let sleeps = Mutex(0)
        let time = TimeSource(
            now: clock.source.now, uptime: clock.source.uptime,
            sleep: { duration in
                try await clock.source.sleep(duration)
                let count = sleeps.withLock { sleeps in
                    sleeps += 1
                    return sleeps
                }
                switch count {
                case 3: try refuseWrites(true)
                case 5: try refuseWrites(false)
                case 7:
                    try StateLock(store, time: clock.source, processes: clock.machine(pid: 2)).unlock(
                        id: try store.lock().id)
                default: break
                }
            })
        let lease = try await Self.lease(store, clock, time)
        let before = try store.lock()
        await lease.keepAlive()
        // Beats 1, 2, 5 and 6 were written; 3 and 4 could not be; 7 found the lock lost.
        #expect(sleeps.withLock { $0 } == 7)
        #expect(try store.lock().beat - before.beat == 4)
        await #expect(throws: StateError.lockLost(nil)) { try await lease.check() }
    }
}
