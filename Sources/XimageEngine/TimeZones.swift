import Foundation
package import XimageCore

/// Local times of the time zone database.
package enum TimeZones {
    /// Seconds ahead of UTC; `nil` for names that are not known.
    package static func offset(_ zone: String, at moment: Timestamp) -> Int? {
        TimeZone(identifier: zone)?.secondsFromGMT(
            for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
    }
}
