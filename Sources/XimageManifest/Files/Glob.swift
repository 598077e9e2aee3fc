/// A pattern for relative paths: `*` and `?` stay within one folder, `**` does not.
struct Glob {
    private let pattern: [UInt8]

    init(_ pattern: String) {
        var text = Substring(pattern)
        while text.hasPrefix("./") { text = text.dropFirst(2) }
        self.pattern = Array((text.hasSuffix("/") ? text + "**" : text).utf8)
    }

    func matches(_ path: String) -> Bool { matches(0, Array(path.utf8), 0, budget: Budget()) }

    /// Keeps hostile patterns from taking for ever.
    private final class Budget {
        var steps = 100_000
    }

    private func matches(_ start: Int, _ path: [UInt8], _ from: Int, budget: Budget) -> Bool {
        var (p, t) = (start, from)
        while p < pattern.count {
            budget.steps -= 1
            guard budget.steps > 0 else { return false }
            switch pattern[p] {
            case 0x2A:
                let isDouble = p + 1 < pattern.count && pattern[p + 1] == 0x2A
                var rest = p + (isDouble ? 2 : 1)
                if isDouble, rest < pattern.count, pattern[rest] == 0x2F {
                    rest += 1
                    if matches(rest, path, t, budget: budget) { return true }
                }
                for end in t...path.count {
                    if end > t, !isDouble, path[end - 1] == 0x2F { return false }
                    if matches(rest, path, end, budget: budget) { return true }
                }
                return false
            case 0x3F where t < path.count && path[t] != 0x2F: break
            case let byte where t < path.count && byte == path[t]: break
            default: return false
            }
            p += 1
            t += 1
        }
        return t == path.count
    }
}
