import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageState

/// Thousands of images on a virtual clock.
@Suite(.serialized) struct BulkTests {
    struct Result: Sendable {
        var report: ApplyReport
        var virtual: Duration
        var calls: [String: Int]
        var mostTasks: Int
        var mostOfServer: Int
        var mostCopies: Int
    }

    /// Images of servers that are there already, in a plan made by hand: the scheduler alone, without state.
    static func run(
        images: Int, servers: Int, copies: Int = 0, options: ApplyOptions,
        settings: SimulatedCloud.Settings = .init(), stop: StopSignal = StopSignal()
    ) async throws -> Result {
        try await Simulation.run { simulation in
            let cloud = SimulatedCloud(time: simulation.time, settings)
            let steps = (0..<images).map { number in
                let address = Address(.image, "i\(number)").generation(1)
                let create = CreateStep(
                    attributes: [
                        .name: .string("image-\(number)"), .region: "north", .kind: "whole",
                        .source: .string("server-\(number % servers)"), .vault: "vault-0",
                    ], generation: 1)
                return PlanStep(
                    id: StepID(.create, address), region: "north", operation: .create(create))
            }
            let arrivals = (0..<copies).map { number in
                let address = Address(.copy, "c\(number)", part: "south").generation(1)
                let create = CreateStep(
                    attributes: [
                        .name: .string("copy-\(number)"), .region: "north", .targetRegion: "south",
                        .source: .string("image-\(number)"), .vault: "vault-1",
                    ], generation: 1)
                return PlanStep(
                    id: StepID(.create, address), region: "south", operation: .create(create))
            }
            let plan = Plan(
                project: "shop", lineage: "", serial: 0, changes: [], steps: steps + arrivals)
            let operations = OperationSource(seed: 1)
            let applier = Applier(
                Environment(
                    provider: cloud, time: simulation.time, options: options,
                    newOperation: { operations.next() }
                ).running(until: stop) { _ in }, journal: SilentJournal(), proveLock: {})
            let report = try await applier.apply(plan, records: [])
            return Result(
                report: report, virtual: simulation.uptime, calls: cloud.calls,
                mostTasks: cloud.mostImageTasks,
                mostOfServer: cloud.mostImagesOfServer, mostCopies: cloud.mostCopies)
        }
    }

    static func options(parallelism: Int = 200) -> ApplyOptions {
        ApplyOptions(parallelism: parallelism, pollInterval: .seconds(10), quarantine: .seconds(60))
    }

    @Test(
        "10,000 images of ten minutes: the slots are never exceeded and never idle, and few calls look at them"
    )
    func tenThousand() async throws {
        let began = ContinuousClock.now
        let result = try await Self.run(images: 10_000, servers: 5_000, options: Self.options())
        let real = ContinuousClock.now - began
        print("bulk: 10000 images in \(result.virtual) of virtual time, \(real) real; calls \(result.calls)")
        #expect(result.report.isComplete)
        #expect(result.mostTasks == 40)
        #expect(result.mostOfServer == 1)
        // 250 rounds of ten minutes, and what the looks come late.
        #expect(result.virtual >= .seconds(250 * 600))
        #expect(result.virtual < .seconds(250 * 600 * 11 / 10))
        let looks = result.calls["progress", default: 0]
        // At most one look in ten seconds.
        #expect(looks <= Int(result.virtual / .seconds(10)) + 1)
        #expect(result.calls["create image"] == 10_000)
        #expect(result.calls["list image", default: 0] == 0)
    }

    @Test("The slots bind, whatever the parallelism", arguments: [1, 7, 40, 64, 1000])
    func slots(parallelism: Int) async throws {
        let result = try await Self.run(
            images: 300, servers: 30, options: Self.options(parallelism: parallelism))
        #expect(result.report.isComplete)
        #expect(result.mostTasks == min(parallelism, 30))
        #expect(result.mostOfServer == 1)
    }

    @Test("Five copies to other regions are on their way at a time, beside the images")
    func copies() async throws {
        let result = try await Self.run(images: 100, servers: 100, copies: 60, options: Self.options())
        #expect(result.report.isComplete)
        #expect(result.mostCopies == 5)
        #expect(result.mostTasks == 40)
        #expect(result.calls["create copy"] == 60)
    }

    @Test("A canary goes first alone; when it fails, nothing else is begun")
    func canary() async throws {
        var options = Self.options()
        options.pacing.canary = 1
        let good = try await Self.run(images: 41, servers: 41, options: options)
        #expect(good.report.isComplete)
        #expect(good.virtual >= .seconds(1200))
        let failing = SimulatedCloud.Settings(fault: { _ in .forbidden })
        let bad = try await Self.run(images: 41, servers: 41, options: options, settings: failing)
        #expect(bad.calls["create image"] == 1)
        #expect(bad.report.failures.count == 1)
        #expect(bad.report.skipped.count == 40)
        #expect(bad.report.skipped.allSatisfy { $0.because.english.contains("go first") })
    }

    @Test("Batches begin one after the other")
    func batches() async throws {
        var options = Self.options()
        options.pacing.batch = 10
        let result = try await Self.run(images: 45, servers: 45, options: options)
        #expect(result.report.isComplete)
        #expect(result.mostTasks == 10)
        #expect(result.virtual >= .seconds(5 * 600))
    }

    @Test("With more failures than allowed nothing more is begun")
    func budget() async throws {
        var options = Self.options(parallelism: 5)
        options.pacing.failureBudget = .percent(5)
        let failing = SimulatedCloud.Settings(fault: { _ in .forbidden })
        let result = try await Self.run(images: 200, servers: 200, options: options, settings: failing)
        #expect((11...15).contains(result.report.failures.count))
        #expect(result.report.failures.count + result.report.skipped.count == 200)
    }

    @Test("As many failures as are allowed stop nothing")
    func budgetKept() async throws {
        var options = Self.options(parallelism: 5)
        options.pacing.failureBudget = .percent(5)
        let counter = OperationCounter()
        let failing = SimulatedCloud.Settings(fault: { _ in counter.next() <= 10 ? .forbidden : nil })
        let result = try await Self.run(images: 200, servers: 200, options: options, settings: failing)
        #expect(result.report.failures.count == 10)
        #expect(result.report.succeeded.count == 190)
    }

    @Test("What might not be over in time is not begun")
    func finishBy() async throws {
        var options = Self.options()
        // Typical: five minutes, nine times out of ten at most ten.
        options.pacing.finishBy = Simulation.beginning + .seconds(1250)
        let result = try await Self.run(images: 200, servers: 200, options: options)
        #expect(result.report.succeeded.count == 80)
        #expect(result.report.skipped.count == 120)
    }

    @Test("A job that never ends is given up at its limit and stays open; the others are done")
    func stuck() async throws {
        let counter = OperationCounter()
        let settings = SimulatedCloud.Settings(fault: { _ in counter.next() == 3 ? .slow : nil })
        let result = try await Self.run(images: 20, servers: 20, options: Self.options(), settings: settings)
        #expect(result.report.succeeded.count == 19)
        #expect(result.report.failures.count == 1)
        #expect(result.report.failures.first?.error?.retry == .outcomeUnknown)
        #expect(result.virtual < .seconds(2 * 3600))
    }

    @Test("Detached, every image is begun and left to the cloud")
    func detached() async throws {
        var options = Self.options()
        options.pacing.detaches = true
        let result = try await Self.run(images: 30, servers: 30, options: options)
        #expect(result.report.wasDetached)
        #expect(result.report.stillRunning.count == 30)
        #expect(result.report.stillRunning.allSatisfy { $0.operation?.job != nil })
        #expect(result.virtual < .seconds(60))
    }
}

final class OperationCounter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// Keeps nothing.
struct SilentJournal: ApplyJournal {
    func append(_ events: [JournalEvent]) async throws(StateError) {}
}
