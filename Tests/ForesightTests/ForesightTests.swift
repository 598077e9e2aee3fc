import Foundation
import Testing

/// The proof that no apply fails for a knowable reason: what the service would refuse has been said by the plan, and
/// nothing else. `scripts/foresight --seeds N` runs more of it.
@Suite(.serialized) struct ForesightTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seeds = environment["XIMAGE_FORESIGHT_SEEDS"].flatMap(Int.init)
    private static let first = environment["XIMAGE_FORESIGHT_FIRST"].flatMap(UInt64.init) ?? 1

    @Test("Plans foresee what the service refuses, and nothing else")
    func foresees() async throws {
        // A slow machine tries fewer seeds; the larger run has no bound.
        let time: Duration = Self.seeds == nil ? .seconds(120) : .seconds(86_400)
        let tally = try await Self.tally(from: Self.first, seeds: Self.seeds ?? 300, within: time)
        print(tally.table)
        #expect(tally.missed.count == 0)
        #expect(tally.falseAlarms.count == 0)
        #expect(tally.foreseen > 0 || tally.cases < 100)
        #expect(tally.untried.count * 5 < tally.cases || tally.cases < 100)
    }

    private static func tally(
        from first: UInt64, seeds: Int, within time: Duration
    ) async throws -> ForesightTally {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: time)
        var next = first
        return try await withThrowingTaskGroup(of: (GeneratedCase, ForesightOutcome).self) { group in
            var tally = ForesightTally()
            func start() {
                let item = GeneratedCase(seed: next)
                if seeds == 1 { print(item.text) }
                next += 1
                group.addTask { (item, try await ForesightOutcome.of(item)) }
            }
            for _ in 0..<min(4, seeds) { start() }
            while let (item, outcome) = try await group.next() {
                tally.add(item, outcome)
                if next < first + UInt64(seeds), clock.now < end { start() }
            }
            return tally
        }
    }

    @Test("Every way of breaking a unit is told by its rule", arguments: Breaker.ofUnits.indices)
    func tells(_ index: Int) async throws {
        let breaker = Breaker.ofUnits[index]
        var item = ForesightCase([Unit(0), Unit(1)])
        item.past = breaker.isEdit ? [1: Unit(1)] : [:]
        breaker.apply(to: &item.units[1])
        let outcome = try await ForesightOutcome.of(item)
        #expect(outcome.problem == nil)
        #expect(
            outcome.predicted[1]?.contains { $0.code == breaker.rule } == true,
            "\(breaker.name): \(outcome.predicted)")
        #expect(outcome.refused[1]?.isEmpty == false, "\(breaker.name): \(outcome.refused)")
        #expect(outcome.predicted[0] == nil && outcome.refused[0] == nil, "\(breaker.name)")
    }
}
