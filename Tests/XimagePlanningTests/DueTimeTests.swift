import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

@Suite struct DueTimeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var schedule: Schedule
        var requested: String
        var now: String
        var isDue: Bool
    }

    private static let daily = Duration.seconds(86_400)

    @Test("The next moment of a schedule is due, and none before it is", arguments: UInt64(0)..<200)
    func next(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let minute = Int.random(in: 0..<1440, using: &random)
        let schedule = Schedule(
            every: .seconds(Int64.random(in: 1...72, using: &random) * 3600),
            minuteOfDay: Bool.random(using: &random) ? minute : nil,
            timeZone: Bool.random(using: &random) ? "Asia/Shanghai" : nil,
            window: Bool.random(using: &random)
                ? .seconds(Int64.random(in: 1...20, using: &random) * 1800) : nil)
        let due = DueTime(schedule, offset: TimeZones.offset(_:at:))
        let requested = Timestamp("2026-06-01T00:00:00Z")!
        let now = requested + .seconds(Int64.random(in: 0...500_000, using: &random))
        let next = due.next(after: requested, now: now)
        #expect(next >= now)
        #expect(due.isDue(after: requested, now: next), "\(schedule) \(now) \(next)")
        var moment = now
        while moment < next {
            #expect(!due.isDue(after: requested, now: moment), "\(schedule) \(now) \(next) \(moment)")
            moment = moment + .seconds(613)
        }
    }

    @Test(
        "When a schedule asks for a generation",
        arguments: [
            Case(
                testDescription: "too early", schedule: Schedule(every: daily),
                requested: "2026-06-01T00:00:00Z",
                now: "2026-06-01T22:59:59Z", isDue: false),
            Case(
                testDescription: "within the slack of an hour", schedule: Schedule(every: daily),
                requested: "2026-06-01T00:00:00Z", now: "2026-06-01T23:00:00Z", isDue: true),
            Case(
                testDescription: "the slack is a tenth of short intervals",
                schedule: Schedule(every: .seconds(3600)), requested: "2026-06-01T00:00:00Z",
                now: "2026-06-01T00:53:00Z", isDue: false),
            Case(
                testDescription: "before the time of day",
                schedule: Schedule(every: daily, minuteOfDay: 120), requested: "2026-06-01T02:05:00Z",
                now: "2026-06-02T01:59:00Z", isDue: false),
            Case(
                testDescription: "from the time of day on",
                schedule: Schedule(every: daily, minuteOfDay: 120), requested: "2026-06-01T02:05:00Z",
                now: "2026-06-02T02:00:00Z", isDue: true),
            Case(
                testDescription: "inside the window",
                schedule: Schedule(every: daily, minuteOfDay: 120, window: .seconds(4 * 3600)),
                requested: "2026-06-01T02:00:00Z", now: "2026-06-02T05:59:00Z", isDue: true),
            Case(
                testDescription: "behind the window",
                schedule: Schedule(every: daily, minuteOfDay: 120, window: .seconds(4 * 3600)),
                requested: "2026-05-01T02:00:00Z", now: "2026-06-02T06:00:00Z", isDue: false),
            Case(
                testDescription: "a window over midnight",
                schedule: Schedule(every: daily, minuteOfDay: 23 * 60, window: .seconds(4 * 3600)),
                requested: "2026-05-01T02:00:00Z", now: "2026-06-02T02:30:00Z", isDue: true),
            Case(
                testDescription: "two in the morning in Shanghai is six in the evening in UTC",
                schedule: Schedule(
                    every: daily, minuteOfDay: 120, timeZone: "Asia/Shanghai", window: .seconds(3600)),
                requested: "2026-05-01T02:00:00Z", now: "2026-06-01T18:30:00Z", isDue: true),
            Case(
                testDescription: "and not two in the morning in UTC",
                schedule: Schedule(
                    every: daily, minuteOfDay: 120, timeZone: "Asia/Shanghai", window: .seconds(3600)),
                requested: "2026-05-01T02:00:00Z", now: "2026-06-02T02:30:00Z", isDue: false),
        ])
    func due(_ one: Case) throws {
        let time = DueTime(one.schedule, offset: TimeZones.offset(_:at:))
        let requested = try #require(Timestamp(one.requested))
        #expect(time.isDue(after: requested, now: try #require(Timestamp(one.now))) == one.isDue)
    }

    @Test("The opening follows the clock when that is put forward in the night")
    func daylightSaving() throws {
        // Berlin, 2026-03-29: at 01:00 UTC the offset goes from one hour to two.
        let change = try #require(Timestamp("2026-03-29T01:00:00Z"))
        let now = try #require(Timestamp("2026-03-29T10:00:00Z"))
        for (minute, expected) in [(6 * 60, "2026-03-29T04:00:00Z"), (30, "2026-03-28T23:30:00Z")] {
            let schedule = Schedule(
                every: .seconds(86_400), minuteOfDay: minute, timeZone: "Europe/Berlin")
            let time = DueTime(schedule, offset: { _, moment in moment < change ? 3600 : 7200 })
            #expect(time.lastOpening(before: now)?.description == expected)
        }
    }
}
