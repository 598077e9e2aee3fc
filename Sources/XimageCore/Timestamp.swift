/// A moment in UTC with a resolution of one millisecond.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// Since 1970-01-01T00:00:00Z, leap seconds not counted.
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

    package static func + (a: Timestamp, b: Duration) -> Timestamp {
        Timestamp(milliseconds: a.milliseconds + b.milliseconds)
    }

    package static func - (a: Timestamp, b: Timestamp) -> Duration {
        .milliseconds(a.milliseconds - b.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

extension Timestamp: CustomStringConvertible, LosslessStringConvertible, Codable {
    /// RFC 3339 in UTC: `2026-01-15T08:09:10Z`; with `.123` when there are milliseconds.
    package var description: String {
        let (days, rest) = milliseconds.flooringDivision(by: 86_400_000)
        let date = CivilDate(daysSince1970: Int(days))
        let seconds = Int(rest / 1000)
        var text = "\(date)T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        let fraction = Int(rest % 1000)
        if fraction > 0 { text += ".\(fraction < 10 ? "00" : fraction < 100 ? "0" : "")\(fraction)" }
        return text + "Z"
    }

    /// Accepts the forms of the cloud and of manifests: a date; a date and time parted by `T` or a blank, with any
    /// number of fraction digits, with `Z`, `+08:00` or nothing (which means UTC).
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int? {
            guard from + count <= bytes.count else { return nil }
            var result = 0
            for byte in bytes[from..<from + count] {
                guard (0x30...0x39).contains(byte) else { return nil }
                result = result * 10 + Int(byte - 0x30)
            }
            return result
        }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), bytes[4] == 0x2D,
            bytes[7] == 0x2D, let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var total = Int64(date.daysSince1970) * 86_400_000
        if bytes.count > 10 {
            guard bytes[10] == 0x54 || bytes[10] == 0x20, let hour = number(11, 2),
                let minute = number(14, 2),
                let second = number(17, 2), bytes[13] == 0x3A, bytes[16] == 0x3A, hour < 24, minute < 60,
                second <= 60
            else { return nil }
            total += Int64(hour * 3_600_000 + minute * 60_000 + second * 1000)
            guard let offset = Self.suffix(bytes[19...], into: &total) else { return nil }
            total -= offset
        }
        self.init(milliseconds: total)
    }

    /// Whether a text that is read as a moment says where on earth its time of day is meant; a date needs no zone.
    package static func saysZone(_ text: String) -> Bool {
        guard text.utf8.count > 10 else { return true }
        let end = text.utf8.suffix(6)
        return text.utf8.last == 0x5A || end.first == 0x2B || end.first == 0x2D
    }

    /// Reads the fraction into `total` and answers the zone's offset in milliseconds.
    private static func suffix(_ bytes: ArraySlice<UInt8>, into total: inout Int64) -> Int64? {
        var rest = bytes
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        if rest.first == 0x2E {
            rest.removeFirst()
            guard let byte = rest.first, isDigit(byte) else { return nil }
            var scale: Int64 = 100
            while let byte = rest.first, isDigit(byte) {
                total += Int64(byte - 0x30) * scale
                scale /= 10
                rest.removeFirst()
            }
        }
        if rest.isEmpty || rest.elementsEqual([0x5A]) { return 0 }
        let zone = Array(rest)
        guard zone.count == 6, zone[0] == 0x2B || zone[0] == 0x2D, zone[3] == 0x3A,
            [zone[1], zone[2], zone[4], zone[5]].allSatisfy(isDigit)
        else { return nil }
        let numbers = zone.map { Int64($0) - 0x30 }
        let (hours, minutes) = (numbers[1] * 10 + numbers[2], numbers[4] * 10 + numbers[5])
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (zone[0] == 0x2B ? 60_000 : -60_000)
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a time: \(text)"))
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A day of the proleptic Gregorian calendar.
package struct CivilDate: Hashable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    /// `nil` when there is no such day.
    package init?(year: Int, month: Int, day: Int) {
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counts in eras of 400 years that begin on 1 March, so that the leap day comes last.
    package init(daysSince1970 days: Int) {
        let (era, dayOfEra) = (days + 719_468).flooringDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.flooringDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    package var description: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-\(two(month))-\(two(day))"
    }
}

private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension BinaryInteger {
    /// Quotient rounded down, remainder never negative.
    fileprivate func flooringDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
