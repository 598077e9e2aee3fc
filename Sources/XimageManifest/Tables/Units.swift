/// Sizes, amounts of memory and spans of time as people write them.
enum Units {
    /// Whole GiB from `40`, `40 GiB`, `2 TiB`; `nil` when it is none or too large for any use.
    static func gibibytes(_ text: String) -> Int? {
        amount(text, units: ["": 1, "GiB": 1, "TiB": 1024])
    }

    /// Whole MiB from `2048 MiB` or `2 GiB`; a bare number is GiB.
    static func mebibytes(_ text: String) -> Int? {
        amount(text, units: ["": 1024, "MiB": 1, "GiB": 1024, "TiB": 1024 * 1024])
    }

    /// Whole seconds from `90s`, `30m`, `24h`, `30d`.
    static func seconds(_ text: String) -> Int? {
        amount(text, units: ["s": 1, "m": 60, "h": 3600, "d": 86_400])
    }

    /// `100 GiB` for `100GB`, `100 gb` and `100G`; `nil` where the unit is none of the given ones.
    static func nearest(to text: String, units: [String]) -> String? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard !digits.isEmpty, digits.count <= 9, let letter = unit.first,
            ["", "b", "ib"].contains(String(unit.dropFirst())),
            let meant = units.first(where: { $0.lowercased().first == letter })
        else { return nil }
        return "\(digits) \(meant)"
    }

    private static func amount(_ text: String, units: [String: Int]) -> Int? {
        let digits = text.utf8.prefix { Characters.isDigit($0) }
        guard !digits.isEmpty, digits.count <= 9, let number = Int(String(digits) ?? "") else { return nil }
        var unit = text.utf8[digits.endIndex...]
        while unit.first == 0x20 { unit = unit.dropFirst() }
        guard let factor = units[String(unit) ?? ""] else { return nil }
        return number * factor
    }

    /// A number of GiB as it is written in manifests.
    static func text(gibibytes: Int) -> String {
        gibibytes >= 1024 && gibibytes % 1024 == 0 ? "\(gibibytes / 1024) TiB" : "\(gibibytes) GiB"
    }

    static func text(mebibytes: Int) -> String {
        mebibytes % 1024 == 0 ? text(gibibytes: mebibytes / 1024) : "\(mebibytes) MiB"
    }

    static func text(seconds: Int) -> String {
        if seconds > 0 {
            for (unit, factor) in [("d", 86_400), ("h", 3600), ("m", 60)] where seconds % factor == 0 {
                return "\(seconds / factor)\(unit)"
            }
        }
        return "\(seconds)s"
    }
}
