import Foundation

/// Local times of the time zone database, which the program carries in itself.
package enum TimeZones {
    /// Seconds ahead of UTC. `zone` is a name that ``fault(_:)`` finds nothing wrong with.
    package static func offset(_ zone: String, at moment: Timestamp) -> Int {
        guard let known = TimeZone(identifier: zone) else {
            preconditionFailure("This is a bug in ximage: \(zone) was accepted as a time zone.")
        }
        return known.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
    }

    /// Why a text names no single zone; `nil` for `Area/Place`, `UTC`, and offsets such as `UTC+8`.
    ///
    /// Other words are refused although the database has some of them: `CST` is China's time and Chicago's.
    package static func fault(_ text: String) -> RuleArgument? {
        if isUTC(text) { return nil }
        guard text.utf8.contains(0x2F) || isOffset(text) else {
            return RuleArgument(
                "it is no name such as `Asia/Shanghai`, and abbreviations stand for several zones",
                zh: "不是 `Asia/Shanghai` 形式的名称，而缩写对应多个时区")
        }
        guard let zone = TimeZone(identifier: text), isOffset(text) || zone.identifier == text else {
            return RuleArgument("the time zone database does not have it", zh: "时区数据库中没有该时区")
        }
        return nil
    }

    /// What someone who wrote a wrong name may have meant; at most three.
    package static func nearest(to text: String) -> [String] {
        let word = text.uppercased()
        if let known = meanings[word] { return known }
        if let known = TimeZone.abbreviationDictionary[word], known.utf8.contains(0x2F) { return [known] }
        let names = TimeZone.knownTimeZoneIdentifiers.filter { $0.utf8.contains(0x2F) } + ["UTC"]
        let places = names.filter { $0.split(separator: "/").last?.uppercased() == word }
        return places.isEmpty ? [Nearest.word(to: text, in: names)].compactMap(\.self) : places.sorted()
    }

    private static func isUTC(_ text: String) -> Bool { text == "UTC" || text == "GMT" }

    private static func isOffset(_ text: String) -> Bool {
        (text.hasPrefix("UTC") || text.hasPrefix("GMT")) && text.utf8.dropFirst(3).count > 1
            && [0x2B, 0x2D].contains(text.utf8.dropFirst(3).first ?? 0)
    }

    /// What people write who know no name of the database, and the abbreviations of several zones.
    private static let meanings: [String: [String]] = [
        "CST": ["Asia/Shanghai", "America/Chicago", "America/Havana"],
        "IST": ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"],
        "BST": ["Europe/London", "Asia/Dhaka"],
        "EST": ["America/New_York", "Australia/Sydney"],
        "AST": ["America/Halifax", "Asia/Riyadh"],
        "CHINA": ["Asia/Shanghai"], "PRC": ["Asia/Shanghai"], "BEIJING": ["Asia/Shanghai"],
        "ASIA/BEIJING": ["Asia/Shanghai"], "Z": ["UTC"],
    ]
}
