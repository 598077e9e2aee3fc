import Testing
import XimageCore
import XimageEngine
import XimageState

/// How long steps are expected to take.
@Suite struct DurationsTests {
    @Test("Without samples what is typical counts, twice as long at most")
    func typical() {
        let table: [(verb: String, kind: ResourceKind, gibibytes: Int, seconds: Int)] = [
            ("create", .image, 0, 300), ("create", .image, 100, 600), ("create", .copy, 0, 600),
            ("create", .copy, 100, 1900), ("create", .server, 100, 60), ("create", .disk, 100, 20),
            ("delete", .server, 0, 60), ("update", .server, 0, 60), ("label", .disk, 0, 1),
            ("forget", .vault, 0, 1), ("delete", .image, 0, 20), ("delete", .copy, 0, 20),
            ("create", .vault, 0, 5),
        ]
        for (verb, kind, gibibytes, seconds) in table {
            let work = WorkKind(verb: verb, kind: kind)
            let estimate = Durations([]).estimate(work, gibibytes: gibibytes)
            #expect(estimate.half == .seconds(seconds), "\(work)")
            #expect(estimate.most == .seconds(2 * seconds), "\(work)")
            #expect(!estimate.isLearned, "\(work)")
            let slow = Durations([], scale: 3).estimate(work, gibibytes: gibibytes)
            #expect(slow.half == .seconds(3 * seconds), "\(work)")
        }
    }

    @Test("Samples of the same work are scaled by the amount of data; half and nine tenths are over by then")
    func learned() {
        func sample(_ seconds: Int, gibibytes: Int = 0, work: String = "create image") -> DurationSample {
            DurationSample(work: work, gibibytes: gibibytes, took: .seconds(seconds))
        }
        func estimate(_ samples: [DurationSample], gibibytes: Int = 0) -> Durations.Estimate {
            Durations(samples, scale: 7).estimate(
                WorkKind(verb: "create", kind: .image), gibibytes: gibibytes)
        }
        for (count, half, most) in [(10, 5, 9), (1, 1, 1), (3, 2, 3)] {
            let estimate = estimate((1...count).reversed().map { sample($0) })
            #expect(estimate.half == .seconds(half), "of \(count)")
            #expect(estimate.most == .seconds(most), "of \(count)")
            #expect(estimate.isLearned)
        }
        // 20 GiB count for what takes its time without data.
        #expect(estimate([sample(10, gibibytes: 20)], gibibytes: 60).half == .seconds(20))
        #expect(!estimate([sample(1, work: "create copy")]).isLearned)
    }
}
