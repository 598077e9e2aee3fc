import Glibc
import Testing
import XimageCore

@testable import XimageState

/// A file that is not as it was written is refused and left alone, or shows exactly what was written.
@Suite struct DamageTests {
    /// Everything that a reader can learn from a state.
    struct Content: Equatable {
        var records: [ResourceRecord]
        var serial: Int
        var summary: JournalSummary
        var runs: [RunRecord]
        var changes: [HistoryChange]
        var lock: LockRow

        static func read(_ store: StateStore) throws -> Content {
            let prior = try store.prior()
            let runs = try store.runs()
            return Content(
                records: prior.records, serial: prior.serial, summary: try store.journalSummary(), runs: runs,
                changes: try runs.flatMap { try store.changes(of: $0) }, lock: try store.lock())
        }

        static func read(_ path: String) throws -> Content? {
            guard
                let store = try StateStore.openReadOnly(
                    path: path, project: "shop", time: VirtualClock().source)
            else { return nil }
            defer { try? store.close() }
            return try read(store)
        }
    }

    /// A state at rest: records of several runs, history, an open step, no log.
    static func atRest(_ folder: Folder) async throws -> Content {
        let store = try StateStore.open(folder)
        let lease = try await store.lease()
        let journal = try Journal(lease)
        _ = try await journal.beginRun(.tester)
        try await journal.carryOut("vault", .vault)
        for index in 0..<20 { try await journal.carryOut("s\(index)", .server(index)) }
        try await journal.endRun(.completed)
        _ = try await journal.beginRun(.tester)
        var changed = ResourceRecord.server(3)
        changed.attributes[.power] = "stopped"
        try await journal.carryOut("update", changed)
        try await journal.append([.intent(JournalTests.intent)])
        try await journal.endRun(.interrupted)
        try lease.release()
        let content = try Content.read(store)
        try store.close()
        return content
    }

    /// Opens a damaged copy in every way there is. Answers the error that was given, if one was.
    static func judge(_ path: String, _ expected: [Content], _ what: String) async -> StateError? {
        let before = bytes(of: path)
        var refusal: StateError?
        do {
            let content = try Content.read(path)
            #expect(content.map(expected.contains) == true, "\(what): read as something else")
        } catch let error as StateError { refusal = error } catch { Issue.record("\(what): \(error)") }
        if let refusal {
            #expect([7, 1].contains(refusal.exitClass), "\(what): \(refusal)")
            #expect(bytes(of: path) == before, "\(what): the file was changed")
            #expect((try? IntegrityCheck.verify(path: path).isSound) != true, "\(what): verify saw nothing")
            return refusal
        }
        return await judgeWriting(path, expected, what)
    }

    private static func judgeWriting(_ path: String, _ expected: [Content], _ what: String) async
        -> StateError?
    {
        let clock = VirtualClock()
        clock.advance(.seconds(3600))
        do {
            var random = Seeded(5)
            let store = try StateStore.open(path: path, project: "shop", time: clock.source, random: &random)
            defer { try? store.close() }
            let lease = try await store.lease(clock)
            _ = try store.apply(RecordChanges(upserts: [.server(99)]), .tester, under: lease)
            let after = try store.prior().records
            #expect(
                expected.contains {
                    ($0.records + [.server(99)]).sorted(by: ResourceRecord.precedes) == after
                },
                "\(what): written on as something else")
            try lease.release()
            return nil
        } catch let error as StateError { return error } catch {
            Issue.record("\(what): \(error)")
            return nil
        }
    }

    @Test("A flipped bit is noticed, or changes nothing", arguments: 0..<8)
    func bitFlips(part: Int) async throws {
        let folder = Folder()
        let expected = try await Self.atRest(folder)
        let good = bytes(of: folder.state)
        var random = Seeded(UInt64(part))
        var flips = Array(stride(from: part, to: 100 * 8, by: 8))
        flips += (0..<150).map { _ in Int.random(in: 0..<good.count * 8, using: &random) }
        var refused = 0
        for flip in flips {
            let path = folder.path + "/flip-\(flip).db"
            var bad = good
            bad[flip / 8] ^= 1 << UInt8(flip % 8)
            write(bad, to: path)
            if await Self.judge(path, [expected], "bit \(flip % 8) of byte \(flip / 8)") != nil {
                refused += 1
            }
            StateFile.remove(path)
        }
        #expect(refused > flips.count / 8)
    }

    @Test("A file cut off anywhere is refused")
    func truncations() async throws {
        let folder = Folder()
        let expected = try await Self.atRest(folder)
        let good = bytes(of: folder.state)
        for length in stride(from: 0, to: good.count, by: 512) {
            let path = folder.path + "/cut-\(length).db"
            write(Array(good.prefix(length)), to: path)
            let error = await Self.judge(path, [expected], "cut to \(length)")
            switch error {
            case .empty: #expect(length == 0)
            case .truncated: #expect(length > 0)
            default: Issue.record("cut to \(length): \(String(describing: error))")
            }
            StateFile.remove(path)
        }
    }

    @Test("Zeroed and swapped pages are noticed, or changed nothing that is used")
    func pages() async throws {
        let folder = Folder()
        let expected = try await Self.atRest(folder)
        let good = bytes(of: folder.state)
        let size = StateFile.pageSize
        func page(_ index: Int) -> Range<Int> { index * size..<(index + 1) * size }
        var refused = 0
        var trials = 0
        for first in 0..<good.count / size {
            var zeroed = good
            zeroed.replaceSubrange(page(first), with: [UInt8](repeating: 0, count: size))
            var files = [("zero \(first)", zeroed)]
            for second in 0..<first {
                var swapped = good
                swapped.replaceSubrange(page(first), with: good[page(second)])
                swapped.replaceSubrange(page(second), with: good[page(first)])
                files.append(("swap \(first) \(second)", swapped))
            }
            for (what, file) in files {
                let path = folder.path + "/\(what).db"
                write(file, to: path)
                trials += 1
                if await Self.judge(path, [expected], what) != nil { refused += 1 }
                StateFile.remove(path)
            }
        }
        #expect(refused > trials / 2)
    }

    @Test("An older version of a page in the place of the newer one is noticed")
    func stalePages() async throws {
        let folder = Folder()
        _ = try await Self.atRest(folder)
        let old = bytes(of: folder.state)
        let store = try StateStore.open(folder, seed: 3)
        let clock = VirtualClock()
        clock.advance(.seconds(3600))
        let lease = try await store.lease(clock)
        var changed = ResourceRecord.server(7)
        changed.attributes[.power] = "stopped"
        _ = try store.apply(RecordChanges(upserts: [changed]), .tester, under: lease)
        try lease.release()
        let expected = try Content.read(store)
        try store.close()
        let new = bytes(of: folder.state)
        let size = StateFile.pageSize
        var trials = 0
        for index in 1..<min(old.count, new.count) / size {
            var mixed = new
            mixed.replaceSubrange(
                index * size..<(index + 1) * size, with: old[index * size..<(index + 1) * size])
            if mixed == new { continue }
            let path = folder.path + "/stale-\(index).db"
            write(mixed, to: path)
            trials += 1
            #expect(await Self.judge(path, [expected], "stale page \(index)") != nil)
            StateFile.remove(path)
        }
        #expect(trials >= 2)
    }

    struct Strange: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var code: String
    }

    @Test(
        "Strange files are named and left alone",
        arguments: [
            Strange(testDescription: "no bytes", bytes: [], code: "state-empty"),
            Strange(testDescription: "a text", bytes: Array("hello, world".utf8), code: "state-foreign"),
            Strange(
                testDescription: "zeros", bytes: [UInt8](repeating: 0, count: 8192), code: "state-damaged"),
            Strange(
                testDescription: "half a header", bytes: Array("SQLite format 3\0".utf8),
                code: "state-truncated"),
        ])
    func strangeFiles(example: Strange) throws {
        let folder = Folder()
        write(example.bytes, to: folder.state)
        for readOnly in [true, false] {
            let error = #expect(throws: StateError.self) {
                if readOnly {
                    _ = try StateStore.openReadOnly(
                        path: folder.state, project: "shop", time: VirtualClock().source)
                } else {
                    _ = try StateStore.open(folder)
                }
            }
            #expect(error?.code == example.code)
            #expect(error?.exitClass == 7)
            #expect(error?.fix != nil)
        }
        #expect(bytes(of: folder.state) == example.bytes)
        #expect(names(in: folder.path) == ["state.db"])
    }

    @Test("A log that is gone, or stands without its file, is noticed")
    func lostLog() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        try await journal.carryOut("vault", .vault)
        // As a crash leaves it.
        let (file, log) = (bytes(of: folder.state), bytes(of: folder.state + "-wal"))
        #expect(log.count > 0)

        let alone = Folder()
        write(file, to: alone.state)
        #expect(throws: StateError.logLost(path: alone.state)) { _ = try Content.read(alone.state) }
        #expect(throws: StateError.logLost(path: alone.state)) { _ = try StateStore.open(alone) }
        #expect(try !IntegrityCheck.verify(path: alone.state).isSound)
        #expect(bytes(of: alone.state) == file)
        write(log, to: alone.state + "-wal")
        #expect(try Content.read(alone.state)?.records == [.vault])

        let orphan = Folder()
        write(log, to: orphan.state + "-wal")
        #expect(try StateStore.open(orphan, seed: 9).prior().records == [])
        #expect(names(in: orphan.path).contains { $0.hasPrefix("state.db-wal.orphan-") })
    }

    @Test(
        "A crash at any commit leaves what was committed; a damaged log is refused or lost its last commit"
    )
    func crashedLogs() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        var versions: [Content] = [try Content.read(store)]
        for index in 0..<8 {
            let record = ResourceRecord.server(index)
            let intent = StepIntent(step: "s\(index)", address: record.address, action: "create", region: "r")
            for event in [.intent(intent), .succeeded(step: "s\(index)", upserts: [record], removals: [])]
                as [JournalEvent]
            {
                try await journal.append([event])
                let version = try Content.read(store)
                versions.append(version)
                let copy = folder.path + "/crash.db"
                write(bytes(of: folder.state), to: copy)
                write(bytes(of: folder.state + "-wal"), to: copy + "-wal")
                #expect(try Content.read(copy) == version)
                #expect(try IntegrityCheck.verify(path: copy).isSound)
                StateFile.remove(copy)
            }
        }
        let (file, log) = (bytes(of: folder.state), bytes(of: folder.state + "-wal"))
        var random = Seeded(11)
        var refused = 0
        for trial in 0..<300 {
            let flip = Int.random(in: 0..<log.count * 8, using: &random)
            let path = folder.path + "/log-\(trial).db"
            var bad = log
            bad[flip / 8] ^= 1 << UInt8(flip % 8)
            write(file, to: path)
            write(bad, to: path + "-wal")
            if await Self.judge(path, versions.suffix(2), "bit \(flip) of the log") != nil { refused += 1 }
            StateFile.remove(path)
        }
        #expect(refused > 200)
        for length in stride(from: 0, to: log.count, by: 512) {
            // A log that ends early is what power loss leaves; all but its last, unacknowledged part must be
            // known.
            let path = folder.path + "/short-\(length).db"
            write(file, to: path)
            write(Array(log.prefix(length)), to: path + "-wal")
            do {
                let content = try Content.read(path)
                #expect(content.map { versions.contains($0) || $0.records.isEmpty } == true)
            } catch { #expect((error as? StateError)?.exitClass == 7) }
            StateFile.remove(path)
        }
    }
}
