import Testing
import XimageCore

@testable import XimageState

@Suite struct JournalTests {
    static let intent = StepIntent(
        step: "create image.golden@1", address: Address(.image, "golden", generation: 1), action: "create",
        region: "cn-north-4", operation: OperationID("abcdefghijklmnopqrst"), record: .image(1))
    static let pending = PendingOperation(
        kind: .image, region: "cn-north-4", purpose: .create, service: "ims", job: "job-1")

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var events: [JournalEvent]
        var phase: OpenStep.Phase?
        var pending: PendingOperation?
        var remoteID: RemoteID?
        var failures = 0
    }

    @Test(
        "After a crash the journal says how far a step came",
        arguments: [
            Case(testDescription: "about to call", events: [.intent(intent)], phase: .intended),
            Case(
                testDescription: "taken by the service",
                events: [.intent(intent), .accepted(step: intent.step, pending, remoteID: nil)],
                phase: .accepted,
                pending: pending),
            Case(
                testDescription: "object known",
                events: [.intent(intent), .accepted(step: intent.step, pending, remoteID: uuid(1))],
                phase: .accepted,
                pending: pending, remoteID: uuid(1)),
            Case(
                testDescription: "no answer",
                events: [.intent(intent), .unknown(step: intent.step, .silence)],
                phase: .unknown),
            Case(
                testDescription: "no answer, tried again",
                events: [.intent(intent), .unknown(step: intent.step, .silence), .intent(intent)],
                phase: .intended),
            Case(
                testDescription: "refused", events: [.intent(intent), .failed(step: intent.step, .refused)],
                failures: 1),
            Case(testDescription: "given up", events: [.intent(intent), .abandoned(step: intent.step)]),
            Case(
                testDescription: "done",
                events: [.intent(intent), .succeeded(step: intent.step, upserts: [.image(1)], removals: [])]),
        ])
    func openSteps(example: Case) async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let journal = try Journal(try await store.lease())
        let run = try await journal.beginRun(.tester)
        for event in example.events { try await journal.append([event]) }
        // Nothing is closed: what is on disk is what a crash would leave.
        let other = try StateStore.open(folder, seed: 2)
        for summary in [try other.journalSummary(), try store.journalSummary()] {
            #expect(summary.openSteps.map(\.phase) == (example.phase.map { [$0] } ?? []))
            #expect(summary.openSteps == journal.openSteps)
            #expect(summary.failures.count == example.failures)
            if let open = summary.openSteps.first {
                #expect(open.intent == Self.intent)
                #expect(open.run == run)
                #expect(open.pending == example.pending)
                #expect(open.remoteID == example.remoteID)
                #expect(
                    open.attempts == example.events.count { if case .intent = $0 { true } else { false } })
            }
        }
        #expect(try IntegrityCheck.verify(path: folder.state).isSound)
    }

    @Test("What is open outlives the end of its run and is closed by a later one")
    func carriesOver() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let lease = try await store.lease()
        var journal = try Journal(lease)
        let first = try await journal.beginRun(.tester)
        try await journal.append([
            .intent(Self.intent), .accepted(step: Self.intent.step, Self.pending, remoteID: nil),
        ])
        let debt = Obligation(
            key: "start web", kind: "start-server", address: Address(.server, "web"), region: "cn-north-4",
            remoteID: uuid(4), text: "stopped for imaging")
        try await journal.append([.owed(debt)])
        try await journal.endRun(.interrupted)
        let open = try store.openSteps()
        #expect(open.map(\.intent) == [Self.intent])

        journal = try Journal(lease)
        #expect(journal.openSteps == open)
        #expect(journal.obligations == [debt])
        #expect(try await journal.beginRun(.tester) == first + 1)
        try await journal.append([
            .succeeded(step: Self.intent.step, upserts: [.image(1)], removals: []), .settled(key: debt.key),
        ])
        try await journal.endRun(.completed)
        #expect(try store.journalSummary() == JournalSummary(openSteps: [], failures: [], obligations: []))
        #expect(try store.prior().records == [.image(1)])
        #expect(try store.runs().map(\.outcome) == [.completed, .interrupted])
        #expect(try IntegrityCheck.verify(path: folder.state).isSound)
    }

    @Test("A run that never ended is called broken by the next one")
    func brokenRun() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        _ = try await Journal(lease).beginRun(.tester)
        _ = try await Journal(lease).beginRun(.tester)
        #expect(try store.runs().map(\.outcome) == [nil, .broken])
    }

    @Test("Failures of a run are shown until the next one begins")
    func failures() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        let journal = try Journal(lease)
        _ = try await journal.beginRun(.tester)
        try await journal.append([.intent(Self.intent)])
        try await journal.append([
            .failed(
                step: Self.intent.step, .refused,
                changes: RecordChanges(
                    upserts: [.image(1, standing: .incomplete)]))
        ])
        try await journal.endRun(.failed)
        #expect(try store.journalSummary().failures.map(\.error) == [.refused])
        #expect(try store.prior().records.map(\.standing) == [.incomplete])
        _ = try await journal.beginRun(.tester)
        #expect(try store.journalSummary().failures == [])
        #expect(journal.failures == [])
    }

    @Test("In create-before-destroy the old object is deposed in the same batch")
    func deposes() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.carryOut("a", .server(1, id: "old"))
        var old = ResourceRecord.server(1, id: "old")
        old.standing = .deposed
        try await journal.append([
            .intent(StepIntent(step: "b", address: old.address, action: "create", region: old.region)),
            .succeeded(step: "b", upserts: [.server(1, id: "new"), old], removals: []),
        ])
        #expect(try store.prior().records == [.server(1, id: "new"), old])
        #expect(try store.serial() == 2)
        try await journal.append([
            .intent(StepIntent(step: "c", address: old.address, action: "delete", region: old.region)),
            .succeeded(step: "c", upserts: [], removals: [RecordKey(address: old.address, id: "old")]),
        ])
        #expect(try store.prior().records == [.server(1, id: "new")])
    }

    @Test("A second current object at an address is refused, and the others of its commit are written")
    func refusesSecondCurrent() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.carryOut("first", .server(1, id: "a"))
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<6 {
                group.addTask {
                    // Number 3 wants the place that is taken.
                    let record = index == 3 ? ResourceRecord.server(1, id: "b") : .server(10 + index)
                    do { try await journal.carryOut("s\(index)", record) } catch { return false }
                    return true
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes == 5)
        #expect(try store.prior().records.count == 6)
        #expect(try store.openSteps().map(\.intent.step) == ["s3"])
        #expect(try IntegrityCheck.verify(path: store.path).findings == [])
    }

    @Test("A secret in a record or an intent is refused, and nothing of the call is written")
    func refusesSecrets() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        var record = ResourceRecord.server(1)
        record.attributes[.adminPassword] = .secret(Secret("hunter2"))
        var intent = StepIntent(step: "s", address: record.address, action: "create", region: "r")
        await #expect(throws: StateError.secretRefused(record.address, .adminPassword)) {
            try await journal.append([
                .intent(intent), .succeeded(step: "s", upserts: [record], removals: []),
            ])
        }
        #expect(try store.openSteps() == [])
        intent.record = record
        await #expect(throws: StateError.secretRefused(record.address, .adminPassword)) {
            try await journal.append([.intent(intent)])
        }
        #expect(!bytes(of: store.path + "-wal").contains(text: "hunter2"))
    }

    struct Misuse: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var events: [JournalEvent]
    }

    @Test(
        "Events that make no sense are refused",
        arguments: [
            Misuse(testDescription: "the end of what was not begun", events: [.abandoned(step: "x")]),
            Misuse(
                testDescription: "a second end",
                events: [.intent(intent), .abandoned(step: intent.step), .abandoned(step: intent.step)]),
            Misuse(
                testDescription: "another operation for an open create",
                events: [
                    .intent(intent),
                    .intent(
                        StepIntent(
                            step: intent.step, address: intent.address, action: "create", region: "r",
                            operation: OperationID("bbbbbbbbbbbbbbbbbbbb"))),
                ]),
            Misuse(
                testDescription: "an address that cannot be stored",
                events: [
                    .intent(
                        StepIntent(
                            step: "s", address: Address(.server, "a\u{0}"), action: "create", region: "r"))
                ]),
        ])
    func misuse(example: Misuse) async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        for event in example.events.dropLast() { try await journal.append([event]) }
        let before = try store.journalSummary()
        let error = await #expect(throws: StateError.self) {
            try await journal.append([example.events.last!])
        }
        #expect(error?.code == "state-refused")
        #expect(try store.journalSummary() == before)
    }

    @Test("Nothing may be appended outside of a run")
    func outsideOfRun() async throws {
        let journal = try Journal(try await StateStore.open(Folder()).lease())
        await #expect(throws: StateError.self) { try await journal.append([.intent(Self.intent)]) }
    }

    @Test("A cancelled task still records what it knows")
    func cancelled() async throws {
        let store = try StateStore.open(Folder())
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await journal.carryOut("s", .server(1))
        }
        try await task.value
        #expect(try store.prior().records == [.server(1)])
    }
}

extension [UInt8] {
    func contains(text: String) -> Bool {
        let needle = Array(text.utf8)
        guard count >= needle.count else { return false }
        return (0...count - needle.count).contains { self[$0..<$0 + needle.count].elementsEqual(needle) }
    }
}
