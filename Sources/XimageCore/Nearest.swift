/// The nearest known word to a mistyped one.
package enum Nearest {
    /// `nil` when nothing is near: more than a third of the letters would have to change.
    package static func word(to text: String, in words: some Sequence<String>) -> String? {
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

    /// At most three, the nearest first; none that is further away than a third of its letters, or two.
    package static func words(to text: String, in words: some Sequence<String>) -> [String] {
        let mistyped = Array(text.lowercased().utf8.prefix(64))
        let bound = max(2, mistyped.count / 3)
        var found: [(distance: Int, word: String)] = []
        for word in words {
            let candidate = Array(word.lowercased().utf8.prefix(64))
            guard abs(candidate.count - mistyped.count) <= bound else { continue }
            let distance = distance(mistyped, candidate)
            if distance <= bound { found.append((distance, word)) }
        }
        return found.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(3).map(\.word)
    }

    /// Letters added, dropped, changed or swapped with a neighbour.
    package static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
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
