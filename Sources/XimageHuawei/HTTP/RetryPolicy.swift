import Synchronization
package import XimageCore

/// How often, how long and with what pauses a call is tried again. Source: reliability bars, retry rules.
package struct RetryPolicy: Sendable {
    package var tries = 8
    package var firstPause: Duration = .milliseconds(500)
    package var longestPause: Duration = .seconds(30)
    /// From the first try to the last.
    package var total: Duration = .seconds(600)
    /// A service that asks for a longer pause gets none: the caller hears of it.
    package var longestRetryAfter: Duration = .seconds(600)
    /// For an endpoint that no connection could be made to and that has not answered in this run: long enough for a
    /// resolver that was busy, short enough for a name that is wrong.
    package var firstContact = Patience(tries: 3, total: .seconds(3))
    /// For calls that reached an endpoint from which no whole answer came in this run.
    package var firstAnswer = Patience(tries: 2, total: .seconds(600))

    package init() {}

    /// When to stop trying.
    package struct Patience: Hashable, Sendable {
        package var tries: Int
        /// From the first try to the start of the last.
        package var total: Duration

        package init(tries: Int, total: Duration) {
            self.tries = tries
            self.total = total
        }
    }

    /// For an endpoint that answers.
    var patience: Patience { Patience(tries: tries, total: total) }

    /// Full jitter: any pause from nothing to a ceiling that doubles with each try.
    /// - Parameters:
    ///   - attempt: tries so far, from 1.
    ///   - random: from 0 up to, not including, 1.
    package func pause(after attempt: Int, random: Double) -> Duration {
        let ceiling = min(longestPause, firstPause * (1 << min(attempt - 1, 20)))
        return .milliseconds(Int64(Double(ceiling.milliseconds) * random))
    }
}

/// Bounds the repeated tries of a whole run, so that a region that is down fails fast.
package final class RetryBudget: Sendable {
    private struct Counts {
        var calls = 0
        var repeats = 0
    }

    private let counts = Mutex(Counts())

    package init() {}

    package func countCall() {
        counts.withLock { $0.calls += 1 }
    }

    /// Whether one more try is allowed: repeated tries of a whole run stay under a fifth of its calls, plus 50.
    /// Source: reliability bars, retry rules.
    package func takeRepeat() -> Bool {
        counts.withLock { counts in
            guard counts.repeats < counts.calls / 5 + 50 else { return false }
            counts.repeats += 1
            return true
        }
    }

    package var repeats: Int { counts.withLock { $0.repeats } }
}

/// Reads `Retry-After` and `Date`. Source: RFC 9110, sections 5.6.7 and 10.2.3.
package enum HTTPTime {
    /// Seconds or a date; `nil` when it is neither. Never below zero.
    package static func retryAfter(_ text: String, now: Timestamp) -> Duration? {
        let text = text.filter { $0 != " " || text.contains(",") }
        if let seconds = Int64(text) { return seconds < 0 ? nil : .seconds(min(seconds, 1_000_000_000)) }
        guard let date = date(text) else { return nil }
        return max(.zero, date - now)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`; `nil` for other forms.
    package static func date(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
            let civil = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]),
            (0...60).contains(clock[2])
        else { return nil }
        let seconds = civil.daysSince1970 * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
        return Timestamp(milliseconds: Int64(seconds) * 1000)
    }

    /// `20260115T080910Z`, as signatures want it.
    package static func signingDate(_ time: Timestamp) -> String {
        let whole = Timestamp(milliseconds: time.milliseconds - time.milliseconds % 1000).description
        return whole.filter { $0 != "-" && $0 != ":" }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
