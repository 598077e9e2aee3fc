import Synchronization
import Testing
import XimageCore

@testable import XimageState

@Suite struct GroupCommitTests {
    @Test(
        "Every item is committed once, in the order of each caller, and gets its own outcome",
        arguments: [1, 4, 64])
    func commitsAll(callers: Int) async {
        let log = Mutex<[Int]>([])
        let group = GroupCommit<Int> { items in
            await Task.yield()
            log.withLock { $0 += items }
            return items.map { $0 % 7 == 0 ? .failure(.refused(detail: "\($0)")) : .success(()) }
        }
        await withTaskGroup(of: Void.self) { tasks in
            for caller in 0..<callers {
                tasks.addTask {
                    for index in 0..<50 {
                        let item = caller * 1000 + index
                        let outcome = await group.submit(item)
                        switch outcome {
                        case .success: #expect(item % 7 != 0)
                        case .failure(let error): #expect(error == .refused(detail: "\(item)"))
                        }
                    }
                }
            }
        }
        let items = log.withLock { $0 }
        #expect(items.count == callers * 50)
        for caller in 0..<callers {
            #expect(items.filter { $0 / 1000 == caller } == (0..<50).map { caller * 1000 + $0 })
        }
    }

    @Test("Sixteen steps in flight need at most 0.3 durable commits a step, a single one at most two")
    func sharesCommits() async throws {
        for (inFlight, bar) in [(1, 2.0), (16, 0.3)] {
            let store = try StateStore.open(Folder())
            let journal = try Journal(try await store.lease())
            _ = try await journal.beginRun(.tester)
            let before = store.commits
            let steps = 320
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for worker in 0..<inFlight {
                    tasks.addTask {
                        for index in stride(from: worker, to: steps, by: inFlight) {
                            try await journal.carryOut("s\(index)", .server(index))
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            let perStep = Double(store.commits - before) / Double(steps)
            #expect(perStep <= bar, "\(inFlight) in flight: \(perStep) commits a step")
            #expect(journal.counters.events == 2 * steps)
            #expect(try store.prior().records.count == steps)
        }
    }
}
