import CSQLiteFaults
import GRDB
import Testing
import XimageCore

@testable import XimageState

/// Every write, truncation and synchronisation of a whole run fails once, or from then on.
@Suite(.serialized) struct WriteFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fault: ximage_fault
        var isLasting: Bool

        var testDescription: String {
            let names: [UInt32: String] = [
                0: "disk full", 1: "write error", 2: "short write", 3: "failed sync",
            ]
            return "\(names[fault.rawValue] ?? "?") \(isLasting ? "from then on" : "once")"
        }
    }

    static let cases: [Case] = [
        XIMAGE_FAULT_FULL, XIMAGE_FAULT_WRITE, XIMAGE_FAULT_SHORT_WRITE, XIMAGE_FAULT_SYNC,
    ].flatMap { [Case(fault: $0, isLasting: false), Case(fault: $0, isLasting: true)] }

    @Test(
        "Whatever write fails, state is the old or the new one, and what was acknowledged is there",
        arguments: cases)
    func everyWrite(example: Case) async throws {
        #expect(ximage_faults_install("fault-") == 0)
        var number = 1
        var failures = 0
        while true {
            let folder = Folder()
            let path = folder.path + "/fault-state.db"
            let clock = VirtualClock()
            var run = Trial(path: path, clock: clock)
            try await run.prepare()
            ximage_faults_arm(Int32(number), example.fault, example.isLasting ? 1 : 0)
            await run.carryOut(retrying: !example.isLasting)
            let operations = ximage_faults_count()
            ximage_faults_arm(0, example.fault, 0)
            try run.judge("\(example) at operation \(number)")
            if run.error != nil { failures += 1 }
            guard operations >= number else { break }
            number += 1
        }
        #expect(number > 20)
        #expect(failures > 0)
        print("prove R9: \(number) cases")
    }

    /// One run: three steps, each with intent and end.
    struct Trial {
        let path: String
        let clock: VirtualClock
        var acknowledged: Set<Int> = []
        var attempted: Set<Int> = []
        var intended: Set<String> = []
        var error: StateError?

        init(path: String, clock: VirtualClock) {
            self.path = path
            self.clock = clock
        }

        private func open(_ seed: UInt64) throws -> StateStore {
            var random = Seeded(seed)
            return try StateStore.open(path: path, project: "shop", time: clock.source, random: &random)
        }

        func prepare() async throws {
            let store = try open(1)
            let lease = try await store.lease(clock)
            _ = try store.apply(RecordChanges(upserts: [.vault]), .tester, under: lease)
            try lease.release()
            try store.close()
        }

        mutating func carryOut(retrying: Bool) async {
            do {
                let store = try open(2)
                let lease = try await store.lease(clock)
                let journal = try Journal(lease)
                _ = try await journal.beginRun(.tester)
                for index in 0..<3 {
                    let record = ResourceRecord.server(index)
                    let intent = StepIntent(
                        step: "s\(index)", address: record.address, action: "create", region: record.region)
                    try await append([.intent(intent)], to: journal, retrying)
                    intended.insert("s\(index)")
                    attempted.insert(index)
                    try await append(
                        [.succeeded(step: "s\(index)", upserts: [record], removals: [])], to: journal,
                        retrying)
                    acknowledged.insert(index)
                }
                try await journal.endRun(.completed)
                try lease.release()
                try store.close()
            } catch let error as StateError {
                self.error = error
            } catch { Issue.record("\(error)") }
        }

        /// A caller that keeps what it knows and tries once more.
        private mutating func append(
            _ events: [JournalEvent], to journal: Journal, _ retrying: Bool
        ) async throws(StateError) {
            do { try await journal.append(events) } catch {
                self.error = error
                guard retrying else { throw error }
                try await journal.append(events)
            }
        }

        func judge(_ what: String) throws {
            if let error {
                #expect(error.exitClass == 1 && error.isTransient, "\(what): \(error)")
            }
            // After the cure, as another process.
            let report = try IntegrityCheck.verify(path: path)
            #expect(report.isSound, "\(what): \(report.findings.map(\.detail))")
            let store = try open(3)
            let prior = try store.prior()
            let present = Set(
                prior.records.dropFirst().compactMap { record in
                    (0..<3).first { ResourceRecord.server($0) == record }
                })
            #expect(prior.records.first == .vault, "\(what)")
            #expect(present.count == prior.records.count - 1, "\(what)")
            #expect(acknowledged.isSubset(of: present), "\(what)")
            #expect(present.isSubset(of: attempted), "\(what)")
            let open = Set(try store.openSteps().map(\.intent.step))
            for index in attempted where !present.contains(index) {
                #expect(open.contains("s\(index)"), "\(what): the create in flight is not lost")
            }
            try store.close()
        }
    }

    @Test("A full disk is said to be full, and the same call passes when there is room")
    func diskFull() async throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        let journal = try Journal(try await store.lease())
        _ = try await journal.beginRun(.tester)
        let pages = try store.connection.direct { db in
            try db.firstRow("PRAGMA page_count") { $0.int(0) } ?? 0
        }
        try store.connection.direct { db in try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)") }
        var stored = 0
        var failed: (index: Int, error: StateError)?
        for index in 0..<1000 where failed == nil {
            do {
                try await journal.carryOut("s\(index)", .server(index))
                stored += 1
            } catch let error as StateError { failed = (index, error) }
        }
        #expect(failed?.error == .diskFull(path: store.path))
        #expect(try store.prior().records.count == stored)
        try store.connection.direct { db in try db.execute(sql: "PRAGMA max_page_count = 1000000") }
        let index = try #require(failed?.index)
        if journal.openSteps.isEmpty {
            try await journal.carryOut("s\(index)", .server(index))
        } else {
            try await journal.append([.succeeded(step: "s\(index)", upserts: [.server(index)], removals: [])])
        }
        #expect(try store.prior().records.count == stored + 1)
        #expect(try IntegrityCheck.verify(path: store.path).isSound)
    }
}
