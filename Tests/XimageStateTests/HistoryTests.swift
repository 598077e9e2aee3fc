import Testing
import XimageCore

@testable import XimageState

@Suite struct HistoryTests {
    @Test("Every kept serial can be looked at and restored, whatever was done", arguments: UInt64(0)..<20)
    func restores(seed: UInt64) async throws {
        var random = Seeded(seed)
        let folder = Folder()
        let store = try StateStore.open(folder)
        let lease = try await store.lease()
        var versions: [Int: [ResourceRecord]] = [0: []]
        for _ in 0..<25 {
            let present = try store.prior().records
            var changes = RecordChanges()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<6, using: &random)
                let address = ResourceRecord.server(index).address
                let current = present.first { $0.address == address && $0.standing == .current }
                if changes.upserts.contains(where: { $0.address == address }) { continue }
                switch (Int.random(in: 0..<4, using: &random), current) {
                case (0, let current?): changes.removals.append(RecordKey(address: address, id: current.id))
                case (1, var current?):
                    current.standing = .deposed
                    changes.upserts += [
                        .server(index, id: "new-\(index)-\(Int.random(in: 0..<999, using: &random))"),
                        current,
                    ]
                case (_, var current?):
                    current.attributes[.systemDiskSize] = .int(Int.random(in: 40..<60, using: &random))
                    changes.upserts.append(current)
                case (_, nil): changes.upserts.append(.server(index))
                }
            }
            let serial = try store.apply(changes, .tester, under: lease)
            versions[serial] = try store.prior().records
        }
        for (serial, records) in versions { #expect(try store.prior(at: serial).records == records) }
        for serial in versions.keys.sorted().shuffled(using: &random).prefix(5) {
            let before = try store.serial()
            let restored = try store.restore(serial: serial, .tester, under: lease)
            // The same records may need no write.
            let isSame = versions[before] == versions[serial]
            #expect(restored == before + 1 || isSame && restored == before)
            #expect(try store.prior().records == versions[serial])
            versions[restored] = versions[serial]
        }
        let check = try IntegrityCheck.verify(path: folder.state)
        #expect(check.isSound, "\(check)")
    }

    @Test("The history names what each run changed")
    func changes() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        _ = try store.apply(RecordChanges(upserts: [.server(1), .vault]), .tester, under: lease)
        var changed = ResourceRecord.server(1)
        changed.protect = true
        _ = try store.apply(RecordChanges(upserts: [changed]), .tester, under: lease)
        let removal = RecordKey(address: changed.address, id: changed.id)
        _ = try store.apply(RecordChanges(removals: [removal]), .tester, under: lease)
        #expect(try store.lastRecord(of: changed.address) == changed)
        #expect(try store.lastRecord(of: ResourceRecord.server(2).address) == nil)
        let runs = try store.runs()
        #expect(runs.map(\.lastSerial) == [3, 2, 1])
        #expect(
            try runs.map { try store.changes(of: $0) } == [
                [HistoryChange(serial: 3, before: changed, after: nil)],
                [HistoryChange(serial: 2, before: .server(1), after: changed)],
                [
                    HistoryChange(serial: 1, before: nil, after: .vault),
                    HistoryChange(serial: 1, before: nil, after: .server(1)),
                ],
            ])
    }

    @Test("The changes of the last fifty runs are kept, and no more")
    func prunes() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        for index in 0..<70 {
            var record = ResourceRecord.server(1)
            record.attributes[.systemDiskSize] = .int(40 + index)
            _ = try store.apply(RecordChanges(upserts: [record]), .tester, under: lease)
        }
        #expect(try store.runs().count == 50)
        #expect(try store.prior(at: 20).records.first?.attributes[.systemDiskSize] == 59)
        #expect(throws: StateError.noSuchSerial(19, oldest: 20, newest: 70)) { try store.prior(at: 19) }
        #expect(throws: StateError.noSuchSerial(71, oldest: 20, newest: 70)) { try store.prior(at: 71) }
        #expect(try IntegrityCheck.verify(path: store.path).isSound)
    }

    @Test("Importing makes the given records the only ones, in one batch that can be undone")
    func imports() async throws {
        let store = try StateStore.open(Folder())
        let lease = try await store.lease()
        _ = try store.apply(RecordChanges(upserts: [.server(1), .server(2), .vault]), .tester, under: lease)
        let serial = try store.importRecords(
            [.server(2, id: "other"), .vault, .image(4)], .tester, under: lease)
        #expect(serial == 2)
        #expect(try store.prior().records == [.vault, .server(2, id: "other"), .image(4)])
        #expect(
            try store.importRecords([.image(4), .vault, .server(2, id: "other")], .tester, under: lease) == 2)
        _ = try store.restore(serial: 1, .tester, under: lease)
        #expect(try store.prior().records == [.vault, .server(1), .server(2)])
    }

    @Test("A long run does not let the journal grow, and an ended one leaves nothing in it")
    func compaction() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let lease = try await store.lease()
        let journal = try Journal(lease)
        _ = try await journal.beginRun(.tester)
        try await journal.append([.intent(JournalTests.intent)])
        for batch in 0..<60 {
            var events: [JournalEvent] = []
            for index in 0..<200 {
                let record = ResourceRecord.server(batch * 200 + index)
                let name = "s\(batch)-\(index)"
                events.append(
                    .intent(StepIntent(step: name, address: record.address, action: "create", region: "r")))
                events.append(.succeeded(step: name, upserts: [record], removals: []))
            }
            try await journal.append(events)
        }
        let head = try store.head()
        #expect(head.journalLast - head.journalBase < 20_401)
        #expect(try store.openSteps().map(\.intent) == [JournalTests.intent])
        try await journal.endRun(.interrupted)
        let ended = try store.head()
        #expect(ended.journalLast - ended.journalBase == 1)
        #expect(try IntegrityCheck.verify(path: folder.state).isSound)
        try lease.release()
        try store.close()
        #expect(bytes(of: folder.state).count / 12_000 <= 600)
    }
}
