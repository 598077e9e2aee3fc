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

/// The nearest known word to a mistyped one.
enum Nearest {
    /// `nil` when nothing is near: more than a third of the letters would have to change.
    static func word(to text: String, in words: some Sequence<String>) -> String? {
        let mistyped = Array(text.lowercased().utf8.prefix(64))
        var best: (word: String, distance: Int)?
        var seen = 0
        for word in words {
            seen += 1
            guard seen <= 5000 else { break }
            let candidate = Array(word.lowercased().utf8)
            let most = max(1, max(candidate.count, mistyped.count) / 3)
            guard abs(candidate.count - mistyped.count) <= most else { continue }
            let distance = distance(mistyped, candidate)
            guard distance <= most else { continue }
            if let known = best, (known.distance, known.word) <= (distance, word) { continue }
            best = (word, distance)
        }
        return best?.word
    }

    /// Letters added, dropped, changed or swapped with a neighbour.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var older = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in a.indices {
            var current = [Int](repeating: i + 1, count: b.count + 1)
            for j in b.indices {
                var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
                current[j + 1] = cost
            }
            older = previous
            previous = current
        }
        return previous[b.count]
    }
}
