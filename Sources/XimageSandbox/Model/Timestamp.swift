/// A moment of simulated time in microseconds since 1970, UTC.
struct Timestamp: Hashable, Sendable, Comparable {
    var microseconds: Int64

    static let zero = Timestamp(microseconds: 0)
    /// Never comes.
    static let distantFuture = Timestamp(microseconds: .max)

    /// How the services write times. Source: API reference, section 1.3.
    enum Style {
        /// `2026-01-15T08:09:10Z`: IMS, ECS
        case seconds
        /// `2026-01-15T08:09:10.123Z`: jobs
        case milliseconds
        /// `2026-01-15T08:09:10.123456`: EVS, CBR, a server's launch
        case microseconds
        /// `20260115T080910Z`: the signature's date
        case compact
    }

    static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Stays at the distant future once there.
    func advanced(bySeconds seconds: Double) -> Timestamp {
        let moved = Double(microseconds) + seconds * 1_000_000
        return moved < 9.2e18
            ? Timestamp(microseconds: microseconds + Int64(seconds * 1_000_000)) : .distantFuture
    }

    func seconds(since other: Timestamp) -> Double {
        (Double(microseconds) - Double(other.microseconds)) / 1_000_000
    }

    func append(to bytes: inout [UInt8], _ style: Style) {
        let second = floorDivide(microseconds, 1_000_000)
        let fraction = Int(microseconds - second * 1_000_000)
        let day = floorDivide(second, 86_400)
        let timeOfDay = Int(second - day * 86_400)
        let date = CivilDate(day: day)
        let compact = style == .compact
        append(date.year, 4, &bytes)
        if !compact { bytes.append(UInt8(ascii: "-")) }
        append(date.month, 2, &bytes)
        if !compact { bytes.append(UInt8(ascii: "-")) }
        append(date.day, 2, &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(timeOfDay / 3600, 2, &bytes)
        if !compact { bytes.append(UInt8(ascii: ":")) }
        append(timeOfDay / 60 % 60, 2, &bytes)
        if !compact { bytes.append(UInt8(ascii: ":")) }
        append(timeOfDay % 60, 2, &bytes)
        switch style {
        case .seconds, .compact: bytes.append(UInt8(ascii: "Z"))
        case .milliseconds:
            bytes.append(UInt8(ascii: "."))
            append(fraction / 1000, 3, &bytes)
            bytes.append(UInt8(ascii: "Z"))
        case .microseconds:
            bytes.append(UInt8(ascii: "."))
            append(fraction, 6, &bytes)
        }
    }

    func text(_ style: Style) -> String {
        var bytes: [UInt8] = []
        append(to: &bytes, style)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads `YYYYMMDDTHHMMSSZ` and `YYYY-MM-DDTHH:MM:SS`, the latter with or without fraction and `Z`.
    init?(parsing text: some StringProtocol) {
        let digits = text.utf8.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard digits.count >= 14, text.utf8.contains(UInt8(ascii: "T")) else { return nil }
        func number(_ range: Range<Int>) -> Int {
            digits[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
        let month = number(4..<6)
        let dayOfMonth = number(6..<8)
        guard (1...12).contains(month), (1...31).contains(dayOfMonth), number(8..<10) < 24,
            number(10..<12) < 60
        else {
            return nil
        }
        let day = CivilDate(year: number(0..<4), month: month, day: dayOfMonth).daysSince1970
        let seconds = day * 86_400 + Int64(number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14))
        var fraction = 0
        for index in 14..<20 {
            fraction = fraction * 10 + (index < digits.count ? number(index..<index + 1) : 0)
        }
        microseconds = seconds * 1_000_000 + Int64(fraction)
    }

    init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    private func append(_ number: Int, _ width: Int, _ bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        for _ in 0..<width {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

/// A date of the proleptic Gregorian calendar; the algorithms are Howard Hinnant's `days_from_civil` and its inverse.
private struct CivilDate {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

private func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let quotient = dividend / divisor
    return dividend % divisor < 0 ? quotient - 1 : quotient
}
