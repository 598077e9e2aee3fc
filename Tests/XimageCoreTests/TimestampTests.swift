import Foundation
import Testing
import XimageCore
import XimageTestSupport

@Suite struct TimestampTests {
    @Test(
        "Reads what the cloud and manifests write",
        arguments: [
            ("1970-01-01T00:00:00Z", Int64(0)), ("1970-01-01", 0),
            ("2026-01-15T08:09:10Z", 1_768_464_550_000),
            ("2026-01-15T08:09:10", 1_768_464_550_000), ("2026-01-15 08:09:10", 1_768_464_550_000),
            ("2026-01-15T16:09:10+08:00", 1_768_464_550_000),
            ("2026-01-15T03:39:10-04:30", 1_768_464_550_000),
            ("2026-01-15T08:09:10.5Z", 1_768_464_550_500), ("2026-01-15T08:09:10.123456", 1_768_464_550_123),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29", 951_782_400_000),
            ("1969-12-31T23:59:59.999Z", -1), ("2026-06-30T23:59:60Z", 1_782_864_000_000),
        ])
    func reads(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        "Refuses what is no time",
        arguments: [
            "", "2026", "2026-1-5", "2026-13-01", "2026-00-01", "2026-02-30", "2025-02-29", "1900-02-29",
            "2026/01/15", "2026-01-15T", "2026-01-15T08:09", "2026-01-15T24:00:00Z", "2026-01-15T08:60:00Z",
            "2026-01-15T08:09:61Z", "2026-01-15T08:09:10+0800", "2026-01-15T08:09:10+-5:00",
            "2026-01-15T08:09:10+25:00", "2026-01-15T08:09:10.Z", "2026-01-15T08:09:10ZZ",
            "2026-01-15X08:09:10Z", "x026-01-15", "2026-01-15T08:09:10 Z", "2026-01-15T08:09:10+1:0",
        ])
    func refuses(_ text: String) { #expect(Timestamp(text) == nil) }

    @Test("Random moments of ten thousand years come back from their text", arguments: 0..<4)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let time = Timestamp(
                milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
            #expect(Timestamp(time.description) == time)
            #expect(try JSONDecoder().decode([Timestamp].self, from: JSONEncoder().encode([time])) == [time])
        }
    }

    @Test("The calendar agrees with another one", arguments: 0..<4)
    func calendar(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<500 {
            let seconds = Int64.random(in: 0...4_102_444_800, using: &random)
            let other = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            #expect(Timestamp(milliseconds: seconds * 1000).description == other)
        }
    }

    @Test("The text sorts as the time does, for whole seconds")
    func order() {
        var random = SeededGenerator(seed: 5)
        let times = (0..<300).map { _ in
            Timestamp(milliseconds: Int64.random(in: 0...4_102_444_800, using: &random) * 1000)
        }
        #expect(times.sorted().map(\.description) == times.map(\.description).sorted())
    }

    @Test("A span added is the span between")
    func spans() {
        let start = Timestamp.test
        for milliseconds in [0, 1, -1, 999, 86_400_000, -31_536_000_000] as [Int64] {
            let end = start + .milliseconds(milliseconds)
            #expect(end - start == .milliseconds(milliseconds))
            #expect((end - start).milliseconds == milliseconds)
            #expect((start < end) == (milliseconds > 0))
        }
        #expect(Duration.microseconds(1999).milliseconds == 1)
        #expect(Duration.microseconds(-1999).milliseconds == -1)
    }

    @Test("Days that do not exist are none, those that do come back from their number")
    func days() {
        #expect(CivilDate(year: 2023, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2100, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
        for day in stride(from: -800_000, through: 2_900_000, by: 97) {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
        }
    }
}
