import XimageCore
import XimagePlanning
package import XimageState

/// How long steps take: what earlier runs of this state took, or what is typical where there were none.
package struct Durations: Sendable {
    package struct Estimate: Hashable, Sendable {
        /// Half of the times it is over by then.
        package var half: Duration
        /// Nine times out of ten it is over by then.
        package var most: Duration
        /// False when it is only what is typical.
        package var isLearned: Bool
    }

    private let samples: [String: [DurationSample]]
    private let scale: Double

    /// - Parameter scale: factor on typical durations: 1 for the real cloud.
    package init(_ samples: [DurationSample], scale: Double = 1) {
        self.samples = Dictionary(grouping: samples, by: \.work)
        self.scale = scale
    }

    package func estimate(_ work: WorkKind, gibibytes: Int) -> Estimate {
        guard let known = samples[work.description], !known.isEmpty else {
            let typical = Self.typical(work, gibibytes: gibibytes) * scale
            return Estimate(half: typical, most: typical * 2, isLearned: false)
        }
        let scaled = known.map { $0.took * (Self.load(gibibytes) / Self.load($0.gibibytes)) }.sorted()
        return Estimate(
            half: Self.quantile(scaled, 0.5), most: Self.quantile(scaled, 0.9), isLearned: true)
    }

    /// Part of every duration is there however little data there is.
    private static func load(_ gibibytes: Int) -> Double { Double(gibibytes + 20) }

    private static func quantile(_ sorted: [Duration], _ share: Double) -> Duration {
        sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
    }

    /// Source: IMS user guide (a whole image takes ten minutes and more, with the amount of data), CBR user guide
    /// (replication at about 80 MB/s), and experience with the other calls.
    private static func typical(_ work: WorkKind, gibibytes: Int) -> Duration {
        switch (work.verb, work.kind) {
        case ("create", .image): .seconds(300 + 3 * gibibytes)
        case ("create", .copy): .seconds(600 + 13 * gibibytes)
        case ("create", .server): .seconds(60)
        case ("create", .disk): .seconds(20)
        case ("delete", .server): .seconds(60)
        case ("update", .server): .seconds(60)
        case ("label", _), ("forget", _): .seconds(1)
        case ("delete", .image), ("delete", .copy): .seconds(20)
        default: .seconds(5)
        }
    }
}

/// When a plan will have been carried out.
package struct Forecast: Hashable, Sendable, Codable {
    package var half: Duration
    package var most: Duration
    /// False when some of its steps were never done before in this state.
    package var isLearned: Bool

    package init(half: Duration, most: Duration, isLearned: Bool) {
        self.half = half
        self.most = most
        self.isLearned = isLearned
    }
}

/// Plays a schedule to its end with the durations that are expected.
struct Forecaster: Sendable {
    let durations: Durations
    let sizes: WorkSizes
    let parallelism: Int

    func estimate(_ step: PlanStep) -> Durations.Estimate {
        durations.estimate(WorkKind(step), gibibytes: sizes.gibibytes(step))
    }

    /// - Parameter running: steps under way, and how long they have been.
    func forecast(_ schedule: Schedule, running: [(index: Int, elapsed: Duration)] = []) -> Forecast {
        let estimates = schedule.steps.indices.map {
            schedule.isOver[$0] ? nil : estimate(schedule.steps[$0])
        }
        return Forecast(
            half: play(schedule, running) { estimates[$0]?.half ?? .zero },
            most: play(schedule, running) { estimates[$0]?.most ?? .zero },
            isLearned: estimates.allSatisfy { $0?.isLearned ?? true })
    }

    private func play(
        _ schedule: Schedule, _ running: [(index: Int, elapsed: Duration)], _ duration: (Int) -> Duration
    ) -> Duration {
        var schedule = schedule
        var line = Timeline()
        var now = Duration.zero
        for (index, elapsed) in running {
            // What takes longer than expected takes a tenth of that longer still.
            let whole = duration(index)
            line.add(index, at: max(whole - elapsed, whole / 10))
        }
        while true {
            while line.count < parallelism, let index = schedule.next() {
                line.add(index, at: now + duration(index))
            }
            guard let (index, moment) = line.next() else { return now }
            now = moment
            schedule.end(index, well: true)
        }
    }
}
