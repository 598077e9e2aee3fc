package import XimageCore

/// Seconds by which the local time of a zone is ahead of UTC at a moment.
package typealias ZoneOffset = @Sendable (_ zone: String, _ at: Timestamp) -> Int

/// Tells whether a schedule asks for a new generation.
package struct DueTime: Sendable {
    private let schedule: Schedule
    private let offset: ZoneOffset

    package init(_ schedule: Schedule, offset: @escaping ZoneOffset) {
        self.schedule = schedule
        self.offset = offset
    }

    /// - Parameter requested: when the newest good generation was requested.
    ///
    /// Due is what lies `every` back, less a slack of a tenth of it and an hour at most, so that a run that came late
    /// does not put off the next one. With `at` a generation is due from that time of day on, with `window` only as
    /// long as that is open.
    package func isDue(after requested: Timestamp, now: Timestamp) -> Bool {
        let earliest = earliest(after: requested)
        guard now >= earliest else { return false }
        guard let opened = lastOpening(before: now) else { return true }
        if let window = schedule.window { return now - opened < window }
        return opened >= earliest
    }

    /// Whether nothing but its window holds a generation back.
    package func isClosed(after requested: Timestamp, now: Timestamp) -> Bool {
        schedule.window != nil && now >= earliest(after: requested) && !isDue(after: requested, now: now)
    }

    /// The first moment from `now` on at which a generation is due.
    package func next(after requested: Timestamp, now: Timestamp) -> Timestamp {
        if isDue(after: requested, now: now) { return now }
        let earliest = earliest(after: requested)
        guard schedule.minuteOfDay != nil else { return earliest }
        let start = schedule.window == nil ? earliest : max(earliest, now)
        if isDue(after: requested, now: start) { return start }
        // At most one opening a day, and a day may have 25 hours.
        for hours: Int64 in 1...26 {
            if let opening = lastOpening(before: start + .seconds(hours * 3600)), opening >= start {
                return opening
            }
        }
        return start
    }

    private func earliest(after requested: Timestamp) -> Timestamp {
        requested + (schedule.every - min(schedule.every / 10, .seconds(3600)))
    }

    /// The last moment at which the time of day was `at`; `nil` without `at`.
    package func lastOpening(before now: Timestamp) -> Timestamp? {
        guard let minute = schedule.minuteOfDay else { return nil }
        for daysBack in 0...1 {
            let local = now.milliseconds + shift(at: now)
            let day = Self.floor(local, Self.day) - Int64(daysBack) * Self.day
            let wanted = day + Int64(minute) * 60_000
            // The offset may change between midnight and the opening: it is taken where it counts.
            var moment = Timestamp(milliseconds: wanted - shift(at: now))
            moment = Timestamp(milliseconds: wanted - shift(at: moment))
            if moment <= now { return moment }
        }
        return nil
    }

    private static let day: Int64 = 86_400_000

    private func shift(at moment: Timestamp) -> Int64 {
        guard let zone = schedule.timeZone else { return 0 }
        return Int64(offset(zone, moment)) * 1000
    }

    private static func floor(_ value: Int64, _ step: Int64) -> Int64 {
        let rest = value % step
        return value - (rest < 0 ? rest + step : rest)
    }
}
