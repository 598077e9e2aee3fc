import GRDB
import Testing
import XimageCore

@testable import XimageState

/// What a run leaves in state while it goes on and when it has ended.
@Suite struct JournalRunTests {
    private static func intent(_ step: String, _ record: ResourceRecord = .server(1)) -> JournalEvent {
        .intent(StepIntent(step: step, address: record.address, action: "create", region: record.region))
    }

    private static func debt(_ key: String, text: String = "") -> JournalEvent {
        .owed(
            Obligation(
                key: key, kind: "start-server", address: Address(.server, "web"), region: "north",
                remoteID: "s1", text: text))
    }

    private static func lines(_ store: StateStore) throws -> Int {
        let head = try store.head()
        return head.journalLast - head.journalBase
    }

    @Test("A run is remembered as it said, with its end and with how many steps ended how")
    func record() async throws {
        let folder = Folder()
        let clock = VirtualClock()
        let store = try StateStore.open(folder, clock)
        let lease = try await store.lease(clock)
        _ = try store.apply(RecordChanges(upserts: [.vault]), .tester, under: lease)
        let info = RunInfo(
            who: "grace", host: "build-2", pid: 321, command: "ximage destroy",
            started: Timestamp(milliseconds: 1_768_000_000_001), planDigest: "digest", steps: 7)
        let journal = try Journal(lease)
        let id = try await journal.beginRun(info)
        var expected = RunRecord(
            id: 2, info: info, outcome: nil, ended: nil, done: 0, failed: 0, firstSerial: 1, lastSerial: 1)
        #expect(id == 2)
        #expect(try store.runs().first == expected)

        try await journal.carryOut("a", .server(1))
        try await journal.carryOut("b", .server(2))
        try await journal.append([Self.intent("c"), .failed(step: "c", .refused)])
        try await journal.append([Self.intent("d"), .abandoned(step: "d")])
        (expected.done, expected.failed, expected.lastSerial) = (2, 1, 3)
        #expect(try store.runs().first == expected)
        #expect(journal.counters.events == 8)
        #expect(journal.counters.commits == 6)

        clock.advance(.seconds(90))
        try await journal.endRun(.failed)
        expected.outcome = .failed
        expected.ended = clock.source.now()
        // As another process reads it.
        #expect(try StateStore.open(folder, clock, seed: 2).runs().first == expected)
    }

    @Test("A run that is called broken keeps what it said and did")
    func broken() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        let first = try Journal(lease)
        _ = try await first.beginRun(.tester)
        try await first.carryOut("a", .server(1))
        var expected = try #require(try store.runs().first)
        _ = try await Journal(lease).beginRun(.tester)
        expected.outcome = .broken
        #expect(try store.runs().last == expected)
        #expect(expected.ended == nil && expected.done == 1)
    }

    @Test("The open step of a run that broke is tried again under a new run, as a further attempt")
    func attempts() async throws {
        let clock = VirtualClock()
        let store = try StateStore.open(Folder(), clock)
        let lease = try await store.lease(clock)
        let begun = clock.source.now()
        let first = try Journal(lease)
        _ = try await first.beginRun(.tester)
        try await first.append([Self.intent("a"), .unknown(step: "a", .silence)])
        clock.advance(.seconds(5))
        let second = try Journal(lease)
        let run = try await second.beginRun(.tester)
        try await second.append(Self.intent("a"))
        let open = try #require(second.openSteps.first)
        #expect(open.run == run && open.attempts == 2 && open.phase == .intended)
        #expect(open.lastError == .silence)
        #expect(open.begun == begun && open.lastEvent == clock.source.now())
        for event in [
            JournalEvent.accepted(step: "a", nil, remoteID: uuid(4)), .unknown(step: "a", .silence),
        ] {
            clock.advance(.seconds(1))
            try await second.append(event)
            #expect(second.openSteps.first?.lastEvent == clock.source.now())
        }
        #expect(second.openSteps.first?.remoteID == uuid(4))
        #expect(try store.openSteps() == second.openSteps)
    }

    @Test("Open steps come in the order in which they were begun, those of one moment by name")
    func order() async throws {
        let clock = VirtualClock()
        let store = try StateStore.open(Folder(), clock)
        let journal = try Journal(try await store.lease(clock))
        _ = try await journal.beginRun(.tester)
        try await journal.append(Self.intent("z"))
        clock.advance(.seconds(1))
        try await journal.append([Self.intent("b"), Self.intent("a")])
        try await journal.append([Self.debt("k2"), Self.debt("k1")])
        #expect(journal.openSteps.map(\.intent.step) == ["z", "a", "b"])
        #expect(journal.obligations.map(\.key) == ["k1", "k2"])
        #expect(try store.openSteps() == journal.openSteps)
    }

    @Test("A call that is refused on its own writes none of its events")
    func refused() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.carryOut("a", .server(1, id: "one"))
        let before = try store.head()
        await #expect(throws: StateError.self) {
            try await journal.append([
                Self.intent("b"), .succeeded(step: "b", upserts: [.server(1, id: "two")], removals: []),
            ])
        }
        #expect(journal.openSteps == [])
        #expect(try store.head() == before)
        #expect(try IntegrityCheck.verify(path: store.path).findings == [])
        // The journal goes on behind it.
        try await journal.carryOut("c", .server(2))
        #expect(try store.prior().records.count == 2)
        #expect(try IntegrityCheck.verify(path: store.path).findings == [])
    }

    @Test("What has ended stays in the journal until its run ends; what is open stays after it")
    func keepsLines() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        let journal = try Journal(lease)
        _ = try await journal.beginRun(.tester)
        for index in 0..<5 { try await journal.carryOut("s\(index)", .server(index)) }
        try await journal.append([Self.intent("open"), Self.debt("k")])
        try await journal.append([Self.intent("failed"), .failed(step: "failed", .refused)])
        #expect(try Self.lines(store) == 14)
        try await journal.endRun(.failed)
        #expect(try Self.lines(store) == 3)
        // The next run drops the failure, and nothing else.
        let next = try Journal(lease)
        _ = try await next.beginRun(.tester)
        #expect(try Self.lines(store) == 2)
        #expect(next.openSteps.map(\.intent.step) == ["open"])
        #expect(next.obligations.map(\.key) == ["k"])
        let base = try store.head().journalBase
        _ = try await Journal(lease).beginRun(.tester)
        #expect(try store.head().journalBase == base, "there was no failure to drop")
    }

    @Test("More than 20,000 lines are compacted while the run goes on, and the end gives their space back")
    func compaction() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.append(Array(repeating: Self.debt("k", text: "first"), count: 20_000))
        #expect(try Self.lines(store) == 20_000)
        try await journal.append(Self.debt("k", text: "last"))
        #expect(try Self.lines(store) == 1)
        #expect(try store.journalSummary().obligations.map(\.text) == ["last"])
        try await journal.endRun(.completed)
        let free = try store.connection.direct { db in
            try db.firstRow("PRAGMA freelist_count") { $0.int(0) } ?? 0
        }
        #expect(free == 0)
        #expect(try IntegrityCheck.verify(path: store.path).isSound)
    }

    @Test("Of the failures of a run the newest 200 are kept after it")
    func failures() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.append(
            (0..<201).flatMap { [Self.intent("s\($0)"), .failed(step: "s\($0)", .refused)] })
        #expect(try store.journalSummary().failures.count == 201)
        try await journal.endRun(.failed)
        #expect(try store.journalSummary().failures.map(\.step) == (1..<201).map { "s\($0)" })
    }

    @Test("The end of a run forgets the oldest runs, and learns how long steps took")
    func ends() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        for index in 0..<52 {
            let journal = try Journal(lease)
            _ = try await journal.beginRun(.tester)
            try await journal.carryOut("s", .server(index))
            try await journal.endRun(
                .completed,
                learned: [DurationSample(work: "create server", gibibytes: 40, took: .seconds(9))])
        }
        #expect(try store.runs().map(\.id) == (3...52).reversed())
        #expect(try store.learnedDurations().last?.took == .seconds(9))
        #expect(try IntegrityCheck.verify(path: store.path).isSound)
    }

    @Test("A run that has ended takes no event, and cannot end twice")
    func over() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.endRun(.completed)
        await #expect(throws: StateError.self) { try await journal.append(Self.intent("a")) }
        await #expect(throws: StateError.self) { try await journal.endRun(.failed) }
        #expect(try store.runs().map(\.outcome) == [.completed])
    }

    @Test("No events are no transaction")
    func nothing() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        try await journal.append([])
        _ = try await journal.beginRun(.tester)
        let before = store.commits
        try await journal.append([])
        #expect(store.commits == before)
        #expect(journal.counters == (0, 0))
    }
}
