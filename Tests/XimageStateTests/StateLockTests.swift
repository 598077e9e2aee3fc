import Testing
import XimageCore

@testable import XimageState

@Suite struct StateLockTests {
    /// Two processes on one file, each with its own connection.
    struct Pair {
        let folder = Folder()
        let clock = VirtualClock()
        let first: StateStore
        let second: StateStore

        init() throws {
            first = try StateStore.open(folder, clock)
            second = try StateStore.open(folder, clock, seed: 2)
        }

        func holder(_ pid: Int32) -> LockHolder {
            LockHolder(who: "ada", host: "build-\(pid)", pid: pid, command: "ximage apply")
        }

        func take(
            _ store: StateStore, _ machine: ProcessTable, timeout: Duration = .zero,
            lease: Duration = .seconds(30)
        ) async throws -> Lease {
            var random = Seeded(UInt64(machine.current.pid))
            let lock = StateLock(store, time: clock.source, processes: machine, lease: lease)
            return try await lock.acquire(holder(machine.current.pid), timeout: timeout, random: &random)
        }
    }

    @Test("Only one holds it; the other is told who, where, since when and doing what")
    func excludes() async throws {
        let pair = try Pair()
        let living: [Int32: Int] = [1: 10, 2: 20]
        let lease = try await pair.take(pair.first, pair.clock.machine(pid: 1, living: living))
        let error = await #expect(throws: StateError.self) {
            _ = try await pair.take(pair.second, pair.clock.machine(pid: 2, living: living))
        }
        guard case .locked(let info) = error else {
            Issue.record("it is not told who holds it: \(String(describing: error))")
            return
        }
        #expect(info.id == lease.id)
        #expect(info.holder == pair.holder(1))
        #expect(error?.exitClass == 5)
        let text = "\(error!)"
        for part in ["ada@build-1", "process 1", "2026-01-15T08:00:00Z", "ximage apply", lease.id] {
            #expect(text.contains(part))
        }
        try lease.release()
        let next = try await pair.take(pair.second, pair.clock.machine(pid: 2, living: living))
        #expect(next.fence == lease.fence + 1)
    }

    struct Takeover: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var holder: @Sendable (VirtualClock) -> ProcessTable
        var other: @Sendable (VirtualClock) -> ProcessTable
        var passes: Duration = .zero
        var wallStep: Duration = .zero
        var isTaken: Bool
    }

    @Test(
        "A lock is taken over when its lease is over, and only then",
        arguments: [
            Takeover(
                testDescription: "its process is gone",
                holder: { $0.machine(pid: 1, living: [1: 10]) },
                other: { $0.machine(pid: 2, living: [2: 20]) },
                isTaken: true),
            Takeover(
                testDescription: "its number was given to another process",
                holder: { $0.machine(pid: 1, living: [1: 10]) },
                other: { $0.machine(pid: 2, living: [1: 99, 2: 20]) },
                isTaken: true),
            Takeover(
                testDescription: "its process lives",
                holder: { $0.machine(pid: 1, living: [1: 10]) },
                other: { $0.machine(pid: 2, living: [1: 10, 2: 20]) },
                passes: .seconds(29), isTaken: false),
            Takeover(
                testDescription: "its process lives and is silent",
                holder: { $0.machine(pid: 1, living: [1: 10]) },
                other: { $0.machine(pid: 2, living: [1: 10, 2: 20]) },
                passes: .seconds(30), isTaken: true),
            Takeover(
                testDescription: "another container, where its number means nothing",
                holder: { $0.machine(space: "pid:1", pid: 1, living: [1: 10]) },
                other: { $0.machine(space: "pid:2", pid: 2, living: [2: 20]) }, isTaken: false),
            Takeover(
                testDescription: "the wall clock jumps a day ahead on its machine",
                holder: { $0.machine(pid: 1, living: [1: 10]) },
                other: { $0.machine(pid: 2, living: [1: 10]) },
                passes: .seconds(5), wallStep: .seconds(86_400), isTaken: false),
            Takeover(
                testDescription: "the wall clock jumps an hour back, and it is silent",
                holder: { $0.machine(pid: 1, living: [1: 10]) },
                other: { $0.machine(pid: 2, living: [1: 10]) },
                passes: .seconds(31), wallStep: .seconds(-3600), isTaken: true),
            Takeover(
                testDescription: "another machine, silent for a day",
                holder: { $0.machine(boot: "a", pid: 1) }, other: { $0.machine(boot: "b", pid: 2) },
                passes: .seconds(86_400), isTaken: true),
            Takeover(
                testDescription: "another machine, heard of lately",
                holder: { $0.machine(boot: "a", pid: 1) }, other: { $0.machine(boot: "b", pid: 2) },
                passes: .seconds(29), isTaken: false),
            Takeover(
                testDescription: "another machine whose clock is ahead of ours",
                holder: { $0.machine(boot: "a", pid: 1) }, other: { $0.machine(boot: "b", pid: 2) },
                passes: .seconds(31), wallStep: .seconds(-3600), isTaken: false),
        ])
    func takeover(example: Takeover) async throws {
        let pair = try Pair()
        _ = try await pair.take(pair.first, example.holder(pair.clock))
        pair.clock.advance(example.passes)
        pair.clock.setWall(by: example.wallStep)
        let other = example.other(pair.clock)
        if example.isTaken {
            #expect(try await pair.take(pair.second, other).fence == 2)
        } else {
            await #expect(throws: StateError.self) { _ = try await pair.take(pair.second, other) }
        }
    }

    @Test("Whoever waits long enough sees the lease end by its own clock, whatever the wall clock says")
    func waits() async throws {
        let pair = try Pair()
        _ = try await pair.take(pair.first, pair.clock.machine(boot: "a", pid: 1))
        pair.clock.setWall(by: .seconds(-86_400))
        let begin = pair.clock.uptime
        let lease = try await pair.take(
            pair.second, pair.clock.machine(boot: "b", pid: 2), timeout: .seconds(60))
        #expect(lease.fence == 2)
        #expect(pair.clock.uptime - begin >= .seconds(30))
        #expect(pair.clock.uptime - begin < .seconds(32))
    }

    @Test("A holder that renews is never taken over; waiting ends on time")
    func renewal() async throws {
        let pair = try Pair()
        let living: [Int32: Int] = [1: 10, 2: 20]
        let lease = try await pair.take(pair.first, pair.clock.machine(pid: 1, living: living))
        for _ in 0..<20 {
            pair.clock.advance(.seconds(10))
            try await lease.renew()
            await #expect(throws: StateError.self) {
                _ = try await pair.take(pair.second, pair.clock.machine(pid: 2, living: living))
            }
        }
        let begin = pair.clock.uptime
        await #expect(throws: StateError.self) {
            _ = try await pair.take(
                pair.second, pair.clock.machine(pid: 2, living: living), timeout: .seconds(5))
        }
        #expect(pair.clock.uptime - begin == .seconds(5))
    }

    @Test("A holder that was taken over can do nothing any more, and finds out before it acts")
    func fencing() async throws {
        let pair = try Pair()
        let living: [Int32: Int] = [1: 10, 2: 20]
        let old = try await pair.take(pair.first, pair.clock.machine(pid: 1, living: living))
        let journal = try Journal(old)
        _ = try await journal.beginRun(.tester)
        try await journal.append([.intent(JournalTests.intent)])
        try await old.check()

        // It sleeps through its lease; another takes over.
        pair.clock.advance(.seconds(31))
        let new = try await pair.take(pair.second, pair.clock.machine(pid: 2, living: living))
        let before = try pair.second.prior().serial
        for _ in 0..<2 {
            await #expect(throws: StateError.lockLost(try pair.second.lock().info)) { try await old.check() }
            await #expect(throws: StateError.self) { try await old.renew() }
            await #expect(throws: StateError.self) {
                try await journal.append([
                    .succeeded(step: JournalTests.intent.step, upserts: [.image(1)], removals: [])
                ])
            }
            await #expect(throws: StateError.self) { try await journal.endRun(.completed) }
            #expect(throws: StateError.self) {
                try pair.first.apply(RecordChanges(upserts: [.vault]), .tester, under: old)
            }
            #expect(throws: StateError.self) { try old.release() }
        }
        #expect(try pair.second.prior().serial == before)
        #expect(try pair.second.openSteps().count == 1)
        try await new.check()
        try new.release()
    }

    @Test("A holder that was silent but not taken over goes on")
    func silentHolder() async throws {
        let pair = try Pair()
        let lease = try await pair.take(pair.first, pair.clock.machine(pid: 1, living: [1: 10]))
        pair.clock.advance(.seconds(3600))
        try await lease.check()
        await #expect(throws: StateError.self) {
            _ = try await pair.take(pair.second, pair.clock.machine(pid: 2, living: [1: 10, 2: 20]))
        }
    }

    @Test("Unlocking needs the id, and stops the holder")
    func unlocks() async throws {
        let pair = try Pair()
        let lease = try await pair.take(pair.first, pair.clock.machine(pid: 1, living: [1: 10]))
        let lock = StateLock(pair.second, time: pair.clock.source, processes: pair.clock.machine(pid: 2))
        let error = #expect(throws: StateError.self) { try lock.unlock(id: "wrong") }
        #expect(error?.description.contains(lease.id) == true)
        #expect(try lock.current()?.id == lease.id)
        try lock.unlock(id: lease.id)
        #expect(try lock.current() == nil)
        await #expect(throws: StateError.lockLost(nil)) { try await lease.check() }
        #expect(throws: StateError.otherLock(given: lease.id, held: nil)) { try lock.unlock(id: lease.id) }
    }

    @Test("Holding keeps the lease alive beside the work and gives it back")
    func holding() async throws {
        let pair = try Pair()
        let lock = StateLock(
            pair.first, time: pair.clock.source, processes: pair.clock.machine(pid: 1, living: [1: 10]))
        var random = Seeded(3)
        let (fence, beats) = try await lock.holding(pair.holder(1), random: &random) { lease in
            let before = try pair.second.lock().beat
            // The clock moves with every sleep of the heartbeat.
            while try pair.second.lock().beat < before + 3 { await Task.yield() }
            try await lease.check()
            return (lease.fence, try pair.second.lock().beat - before)
        }
        #expect(fence == 1)
        #expect(beats >= 3)
        #expect(try lock.current() == nil)

        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await lock.holding(pair.holder(1), random: &random) { _ in throw Failure() }
        }
        #expect(try lock.current() == nil)
    }

    @Test("Many that want it at once get it one after the other, each with its own fence")
    func contention() async throws {
        let pair = try Pair()
        let fences = try await withThrowingTaskGroup(of: Int.self) { group in
            for pid in Int32(1)...8 {
                let store = try StateStore.open(pair.folder, pair.clock, seed: UInt64(pid))
                group.addTask {
                    let living = Dictionary(uniqueKeysWithValues: (Int32(1)...8).map { ($0, Int($0)) })
                    let machine = pair.clock.machine(pid: pid, living: living)
                    let lease = try await pair.take(
                        store, machine, timeout: .seconds(100_000), lease: .seconds(10_000_000))
                    for _ in 0..<5 { try await lease.check() }
                    try lease.release()
                    return lease.fence
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(fences.sorted() == Array(1...8))
    }

    @Test("The live process table knows this process and no other with its number")
    func liveProcesses() {
        let table = ProcessTable.live()
        #expect(!table.current.boot.isEmpty)
        #expect(!table.hasEnded(table.current))
        var other = table.current
        other.start += 1
        #expect(table.hasEnded(other))
        #expect((table.machineUptime() ?? 0) > 0)
    }
}
