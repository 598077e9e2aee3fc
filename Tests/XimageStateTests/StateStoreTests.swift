import Glibc
import Testing
import XimageCore

@testable import XimageState

@Suite struct StateStoreTests {
    @Test("A new state has a lineage, no records, and is one private file")
    func creates() throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        #expect(store.isNew)
        #expect(store.lineage.count == 20)
        #expect(try store.prior().records.isEmpty)
        #expect(try store.serial() == 0)
        try store.close()
        #expect(names(in: folder.path) == ["state.db"])
        var status = stat()
        stat(folder.state, &status)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test("What a run recorded is there when the file is opened again")
    func records() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let lease = try await store.lease()
        let journal = try Journal(lease)
        _ = try await journal.beginRun(.tester)
        let expected = [ResourceRecord.vault, .server(2), .server(10), .image(1), .image(2)]
        for (index, record) in expected.shuffled().enumerated() {
            try await journal.carryOut("s\(index)", record)
        }
        try await journal.endRun(.completed)
        try lease.release()
        try store.close()
        #expect(names(in: folder.path) == ["state.db"])

        let again = try StateStore.open(folder, seed: 2)
        let prior = try again.prior()
        #expect(prior.records == expected)
        #expect(prior.serial == 5)
        #expect(prior.lineage == store.lineage)
        #expect(try again.journalSummary() == JournalSummary(openSteps: [], failures: [], obligations: []))
        #expect(try again.runs().first?.outcome == .completed)
        #expect(try again.runs().first?.done == 5)
    }
}
