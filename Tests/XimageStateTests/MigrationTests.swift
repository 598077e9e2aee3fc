import GRDB
import Testing
import XimageCore

@testable import XimageState

@Suite struct MigrationTests {
    /// A format that does not exist yet: one more table.
    static let next =
        Format.all + [
            Format(
                upgrade: { db in try db.execute(sql: "CREATE TABLE extra (x INTEGER) STRICT") },
                schema: {
                    Format.all[Format.all.count - 1].schema() + ["CREATE TABLE extra (x INTEGER) STRICT"]
                })
        ]

    private func open(_ folder: Folder, _ formats: [Format]) throws -> StateStore {
        try StateStore.open(
            path: folder.state, project: "shop", time: VirtualClock().source, lineage: "abcdefghijklmnopqrst",
            createIfMissing: true, formats: formats)
    }

    @Test("An older file is migrated, with a copy kept, and everything in it is as it was")
    func migrates() async throws {
        let folder = Folder()
        let expected = try await DamageTests.atRest(folder)
        let before = bytes(of: folder.state)
        let reading = try StateStore.openReadOnly(
            path: folder.state, project: "shop", time: VirtualClock().source, formats: Self.next)
        #expect(try reading.map(DamageTests.Content.read) == expected)
        #expect(bytes(of: folder.state) == before)

        let store = try open(folder, Self.next)
        #expect(try DamageTests.Content.read(store) == expected)
        #expect(try store.head().format == Self.next.count)
        try store.close()
        let copies = names(in: folder.path).filter { $0.hasPrefix("state.db.format\(Format.all.count)-") }
        #expect(copies.count == 1)
        #expect(try DamageTests.Content.read(folder.path + "/" + (copies.first ?? "")) == expected)
        try open(folder, Self.next).close()
        #expect(names(in: folder.path).count == 2)
    }

    @Test("A newer file is refused and left as it was")
    func refusesNewer() throws {
        let folder = Folder()
        try open(folder, Self.next).close()
        let before = bytes(of: folder.state)
        let error = #expect(throws: StateError.self) { _ = try open(folder, Format.all) }
        #expect(error == .newer(path: folder.state, version: Self.next.count, supported: Format.all.count))
        #expect(error?.exitClass == 7)
        #expect(throws: StateError.self) { _ = try DamageTests.Content.read(folder.state) }
        #expect(bytes(of: folder.state) == before)
        #expect(names(in: folder.path) == ["state.db"])
    }

    @Test("A file whose run was killed is migrated, and its lock is free")
    func killedRun() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let live = ProcessTable.live()
        let ended = ProcessIdentity(
            boot: live.current.boot, space: live.current.space, pid: live.current.pid,
            start: live.current.start + 1)
        var random = SystemRandomNumberGenerator()
        _ = try await StateLock(
            store, time: VirtualClock().source,
            processes: ProcessTable(current: ended, start: live.start, machineUptime: live.machineUptime)
        ).acquire(LockHolder(who: "ann", host: "here", pid: 1, command: "test"), random: &random)
        #expect(try store.lock().isHeld)
        let migrated = try open(folder, Self.next)
        #expect(try !migrated.lock().isHeld)
        try migrated.close()
        try open(folder, Self.next).close()
    }

    @Test("A file that a run works on is not migrated")
    func refusesLocked() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        _ = try await store.lease()
        let error = #expect(throws: StateError.self) { _ = try open(folder, Self.next) }
        #expect(error?.code == "state-locked")
    }

    @Test(
        "A file of the first format is migrated: durations can be learned afterwards, and all else is as it was"
    )
    func fromTheFirst() async throws {
        let folder = Folder()
        let first = Array(Format.all.prefix(1))
        let clock = VirtualClock()
        let old = try StateStore.open(
            path: folder.state, project: "shop", time: clock.source, lineage: "abcdefghijklmnopqrst",
            createIfMissing: true, formats: first)
        var image = ResourceRecord.image(1)
        image.attributes[.backup] = "b1"
        let earlier = try await old.lease()
        _ = try old.apply(RecordChanges(upserts: [image]), .tester, under: earlier)
        let key = RecordKey(address: image.address, id: image.id)
        _ = try old.apply(RecordChanges(removals: [key]), .tester, under: earlier)
        try earlier.release()
        try old.close()
        #expect(try IntegrityCheck.verify(path: folder.state).isSound)

        let store = try open(folder, Format.all)
        #expect(try store.head().format == Format.all.count)
        #expect(try store.identity() == StateIdentity(marks: MarkLineage("abcde")))
        #expect(try store.prior().setAside.map(\.id) == ["b1"])
        #expect(try store.prior().setAside.map(\.standing) == [.backup])
        #expect(try store.learnedDurations() == [])
        let lease = try await store.lease()
        let journal = try Journal(lease)
        let holder = LockHolder(who: "ann", host: "here", pid: 1, command: "test")
        _ = try await journal.beginRun(RunInfo(holder, started: clock.source.now()))
        let samples = [
            DurationSample(work: "create image", gibibytes: 190, took: .seconds(600)),
            DurationSample(work: "create image", gibibytes: 40, took: .seconds(300)),
            DurationSample(work: "create server", gibibytes: 0, took: .seconds(60)),
        ]
        try await journal.endRun(.completed, learned: samples)
        #expect(try store.learnedDurations() == [samples[1], samples[0], samples[2]])
        try lease.release()
        try store.close()
        #expect(try IntegrityCheck.verify(path: folder.state).isSound)
        #expect(names(in: folder.path).count { $0.hasPrefix("state.db.format1-") } == 1)
    }
}
