import Foundation
import Testing

/// The proof that no apply fails for a knowable reason: what the service would refuse has been said by the plan, and
/// nothing else. `scripts/foresight --seeds N` runs more of it.
@Suite(.serialized) struct ForesightTests {
    private static let seeds =
        ProcessInfo.processInfo.environment["XIMAGE_FORESIGHT_SEEDS"].flatMap(Int.init) ?? 60
    private static let first =
        ProcessInfo.processInfo.environment["XIMAGE_FORESIGHT_FIRST"].flatMap(UInt64.init) ?? 1

    @Test("Plans foresee what the service refuses, and nothing else")
    func foresees() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        // A slow machine tries fewer seeds; the larger run has no bound.
        let isBounded = ProcessInfo.processInfo.environment["XIMAGE_FORESIGHT_SEEDS"] == nil
        var tally = ForesightTally()
        for seed in Self.first..<Self.first + UInt64(Self.seeds) {
            if isBounded, tally.cases >= 20, start.duration(to: clock.now) > .seconds(60) { break }
            let item = ForesightCase(seed: seed)
            let outcome = try await ForesightOutcome.of(item)
            #expect(outcome.problem == nil, "seed \(seed): \(outcome.problem ?? "")")
            tally.add(item, outcome)
        }
        print(tally.table)
        #expect(tally.missed.isEmpty)
        #expect(tally.falseAlarms.isEmpty)
        #expect(tally.foreseen > 0)
    }

    @Test("Every way of breaking a unit is told by its rule", arguments: Breaker.ofUnits.indices)
    func tells(_ index: Int) async throws {
        let breaker = Breaker.ofUnits[index]
        var item = ForesightCase(seed: 0)
        item.units = [Unit(0), Unit(1)]
        item.broken = [(1, breaker)]
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
