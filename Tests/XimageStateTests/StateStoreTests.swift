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

@Suite struct StateAccessTests {
    @Test("Reading never makes anything: no file, no folder, no helper files")
    func readOnly() async throws {
        let folder = Folder()
        let time = VirtualClock().source
        #expect(
            try StateStore.openReadOnly(path: folder.path + "/x/state.db", project: "shop", time: time) == nil
        )
        #expect(names(in: folder.path) == [])
        #expect(throws: StateError.missing(path: folder.state)) {
            var random = Seeded(1)
            _ = try StateStore.open(
                path: folder.state, project: "shop", time: time, random: &random, createIfMissing: false)
        }
        try StateStore.open(folder).close()
        let store = try #require(try StateStore.openReadOnly(path: folder.state, project: "shop", time: time))
        #expect(store.isReadOnly)
        #expect(names(in: folder.path) == ["state.db"])
        await #expect(throws: StateError.self) { _ = try await store.lease() }
        #expect(names(in: folder.path) == ["state.db"])
    }

    @Test("A reader sees what a running apply has committed")
    func readsWhileWriting() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.carryOut("v", .vault)
        let reader = try #require(
            try StateStore.openReadOnly(path: folder.state, project: "shop", time: VirtualClock().source))
        #expect(try reader.prior().records == [.vault])
        try await journal.carryOut("s", .server(1))
        #expect(try reader.prior().records.count == 2)
        try reader.close()
        try await journal.carryOut("t", .server(2))
        #expect(try store.prior().records.count == 3)
    }

    @Test("The state of another project is refused and left alone")
    func otherProject() throws {
        let folder = Folder()
        try StateStore.open(folder).close()
        let before = bytes(of: folder.state)
        var random = Seeded(2)
        let error = #expect(throws: StateError.self) {
            _ = try StateStore.open(
                path: folder.state, project: "blog", time: VirtualClock().source, random: &random)
        }
        #expect(error == .otherProject(path: folder.state, expected: "blog", found: "shop"))
        #expect(error?.exitClass == 7)
        #expect(bytes(of: folder.state) == before)
    }

    @Test("A file that disappears is noticed at the next write, and what it held can be saved elsewhere")
    func vanishes() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.carryOut("v", .vault)
        rename(folder.state, folder.path + "/moved.db")
        await #expect(throws: StateError.vanished(path: folder.state)) {
            try await journal.carryOut("s", .server(1))
        }
        try store.saveCopy(to: folder.path + "/saved.db")
        var random = Seeded(3)
        let saved = try StateStore.open(
            path: folder.path + "/saved.db", project: "shop", time: VirtualClock().source, random: &random)
        #expect(try saved.prior().records == [.vault])
    }

    @Test("Progress is read by others, and a damaged report is none")
    func progress() throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        #expect(store.progress() == nil)
        let report = ProgressReport(
            run: 3, at: Timestamp(milliseconds: 1), total: 9, done: 2, failed: 1,
            expectedEnd: Timestamp(milliseconds: 99),
            running: [
                ProgressReport.Step(
                    name: "create image.golden@1", address: Address(.image, "golden", generation: 1),
                    action: "create",
                    phase: "creating the image", percent: 42, begun: Timestamp(milliseconds: 2)),
                ProgressReport.Step(
                    name: "s", address: Address(.server, "web"), action: "update", phase: "", percent: nil,
                    begun: Timestamp(milliseconds: 3)),
            ])
        #expect(store.updateProgress(report))
        let reader = try StateStore.openReadOnly(
            path: folder.state, project: "shop", time: VirtualClock().source)
        #expect(reader?.progress() == report)
        var bad = bytes(of: folder.state + ".progress")
        bad[9] ^= 4
        write(bad, to: folder.state + ".progress")
        #expect(store.progress() == nil)
        store.clearProgress()
        #expect(names(in: folder.path).contains("state.db.progress") == false)
    }

    @Test("Two processes that make the same state at once agree on one")
    func creationRace() async throws {
        let folder = Folder()
        let lineages = try await withThrowingTaskGroup(of: (String, Bool).self) { group in
            for seed in UInt64(0)..<8 {
                group.addTask {
                    let store = try StateStore.open(folder, seed: seed)
                    return (store.lineage, store.isNew)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(lineages.map(\.0)).count == 1)
        #expect(lineages.count { $0.1 } == 1)
    }

    @Test("Every kind of error has what, why and what to do")
    func errorTexts() {
        let lock = LockInfo(
            id: "abc", fence: 1, holder: .tester, since: Timestamp(milliseconds: 0),
            lastHeartbeat: Timestamp(milliseconds: 0), lease: .seconds(30))
        let errors: [StateError] = [
            .missing(path: "p"), .locked(lock), .lockLost(lock), .lockLost(nil),
            .otherLock(given: "x", held: lock),
            .otherLock(given: "x", held: nil), .busy(path: "p"), .foreign(path: "p", detail: "is a text"),
            .otherProject(path: "p", expected: "a", found: "b"), .newer(path: "p", version: 9, supported: 1),
            .empty(path: "p"), .truncated(path: "p", expectedBytes: 2, foundBytes: 1), .logLost(path: "p"),
            .damaged(path: "p", invariant: .chain, detail: "d"), .readOnly(path: "p"), .denied(path: "p"),
            .diskFull(path: "p"), .vanished(path: "p"), .inputOutput(path: "p", detail: "d"),
            .secretRefused(Address(.server, "web"), .adminPassword), .noSuchSerial(1, oldest: 2, newest: 3),
            .refused(detail: "d."),
        ]
        #expect(Set(errors.map(\.code)).count == 20)
        for error in errors {
            #expect(error.detail.hasSuffix("."), "\(error.code): \(error.detail)")
            #expect(error.fix?.isEmpty == false, "\(error.code)")
            #expect([1, 5, 7].contains(error.exitClass))
        }
    }

    @Test("The dump of a state knows no ids, times or operations")
    func dump() {
        var other = ResourceRecord.image(1)
        other.attributes[.vault] = .string(ResourceRecord.vault.id)
        let text = CanonicalDump.text(of: PriorState(records: [.vault, .server(1), other]))
        #expect(text.contains("vault = \"<vault.main>\""))
        #expect(!text.contains("0f3a9c51-77de-4b1a-9e02-000000000009"))
        #expect(!text.contains("abcdefghijklmnopqrst"))
        let again = CanonicalDump.text(
            of: PriorState(lineage: "x", serial: 9, records: [other, .server(1), .vault]))
        #expect(again == text)
    }
}
