package import XimageCore

/// Moments and durations for people.
package enum TimeText {
    /// `0.4 s`, `12 s`, `4 min 12 s`, `2 h 5 min`, `3 d 4 h`.
    package static func duration(_ duration: Duration, _ language: Language = .english) -> String {
        let milliseconds = max(0, duration.milliseconds)
        let unit = Unit(language)
        if milliseconds < 9950 { return tenths(milliseconds) + " " + unit.second }
        let seconds = (milliseconds + 500) / 1000
        switch seconds {
        case ..<60: return "\(seconds) \(unit.second)"
        case ..<3600: return pair(seconds / 60, unit.minute, seconds % 60, unit.second)
        case ..<86_400: return pair(seconds / 3600, unit.hour, seconds % 3600 / 60, unit.minute)
        default: return pair(seconds / 86_400, unit.day, seconds % 86_400 / 3600, unit.hour)
        }
    }

    private struct Unit {
        let second, minute, hour, day: String

        init(_ language: Language) {
            (second, minute, hour, day) =
                language == .chinese ? ("秒", "分钟", "小时", "天") : ("s", "min", "h", "d")
        }
    }

    /// `0:07`, `12:34`, `1:02:03`: for clocks that run.
    package static func clock(_ duration: Duration) -> String {
        let seconds = max(0, duration.milliseconds / 1000)
        let tail = twoDigits(seconds % 60)
        if seconds < 3600 { return "\(seconds / 60):\(tail)" }
        return "\(seconds / 3600):\(twoDigits(seconds / 60 % 60)):\(tail)"
    }

    /// `just now`, `5 min ago`, `3 d ago`; the largest unit alone. A moment ahead is `just now` too.
    package static func ago(_ moment: Timestamp, now: Timestamp, _ language: Language = .english) -> String {
        let seconds = (now - moment).milliseconds / 1000
        let unit = Unit(language)
        let span: String
        switch seconds {
        case ..<60: return language("just now", zh: "刚刚")
        case ..<3600: span = "\(seconds / 60) \(unit.minute)"
        case ..<86_400: span = "\(seconds / 3600) \(unit.hour)"
        default: span = "\(seconds / 86_400) \(unit.day)"
        }
        return language("\(span) ago", zh: "\(span)前")
    }

    /// `2026-01-15 08:09:10 UTC`
    package static func moment(_ moment: Timestamp) -> String {
        let text = Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % 1000).description
        return text.replacing("T").replacing("Z")
    }

    private static func tenths(_ milliseconds: Int64) -> String {
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func pair(_ a: Int64, _ unit: String, _ b: Int64, _ smaller: String) -> String {
        b == 0 ? "\(a) \(unit)" : "\(a) \(unit) \(b) \(smaller)"
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension String {
    /// `T` of a time becomes a blank, `Z` the zone's name.
    fileprivate func replacing(_ mark: Character) -> String {
        guard let index = firstIndex(of: mark) else { return self }
        return String(self[..<index]) + (mark == "T" ? " " : " UTC") + self[self.index(after: index)...]
    }
}
