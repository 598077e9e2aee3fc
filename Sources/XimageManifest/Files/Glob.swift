internal import XimageCore

/// A pattern for relative paths: `*` and `?` stay within one folder, `**` does not.
struct Glob {
    private enum Part: Equatable {
        case byte(UInt8)
        case any
        case star
        case doubleStar
        /// `**/`: any number of folders, none too.
        case folders
    }

    private let parts: [Part]

    init(_ pattern: String) {
        var text = Substring(pattern)
        while text.hasPrefix("./") { text = text.dropFirst(2) }
        let bytes = Array((text.hasSuffix("/") ? text + "**" : text).utf8)
        var parts: [Part] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "*"):
                let isDouble = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*")
                let isFolders = isDouble && index + 2 < bytes.count && bytes[index + 2] == UInt8(ascii: "/")
                let part: Part = isFolders ? .folders : isDouble ? .doubleStar : .star
                if parts.last != part { parts.append(part) }
                index += isFolders ? 3 : isDouble ? 2 : 1
                continue
            case UInt8(ascii: "?"): parts.append(.any)
            case let byte: parts.append(.byte(byte))
            }
            index += 1
        }
        self.parts = parts
    }

    func matches(_ path: String) -> Bool {
        var steps = Int.max
        return matches(Array(path.utf8), steps: &steps)
    }

    /// Walks all ways through the pattern at once: time is at most the product of both lengths, and is counted.
    func matches(_ path: [UInt8], steps: inout Int) -> Bool {
        let slash = UInt8(ascii: "/")
        var current = [Bool](repeating: false, count: parts.count + 1)
        current[0] = true
        skip(&current)
        for (position, byte) in path.enumerated() {
            var next = [Bool](repeating: false, count: parts.count + 1)
            var isAlive = false
            for (index, part) in parts.enumerated() where current[index] {
                switch part {
                case .byte(let wanted): if byte == wanted { next[index + 1] = true }
                case .any: if byte != slash { next[index + 1] = true }
                case .star: if byte != slash { next[index] = true }
                case .doubleStar: next[index] = true
                case .folders:
                    next[index] = true
                }
                isAlive = isAlive || next[index] || next[index + 1]
            }
            steps -= parts.count
            guard isAlive, steps > 0 else { return false }
            skip(&next, behindSlash: byte == slash, atEnd: position == path.count - 1)
            current = next
        }
        return current[parts.count]
    }

    /// Goes past parts that may stand for nothing.
    private func skip(_ states: inout [Bool], behindSlash: Bool = true, atEnd: Bool = false) {
        for (index, part) in parts.enumerated() where states[index] {
            switch part {
            case .star, .doubleStar: states[index + 1] = true
            // Ends only where a folder begins.
            case .folders where behindSlash: states[index + 1] = true
            default: break
            }
        }
    }
}

/// Several patterns, with a bound on the work that hostile ones make.
final class GlobList {
    private let globs: [Glob]
    private var steps = 50_000_000

    init(_ patterns: [String]) { globs = patterns.map(Glob.init) }

    var isEmpty: Bool { globs.isEmpty }
    /// True when not all could be compared.
    var isExhausted: Bool { steps <= 0 }

    func matches(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        return globs.contains { steps > 0 && $0.matches(bytes, steps: &steps) }
    }
}

extension Diagnostic {
    static func tooManyPatterns(_ file: String) -> Diagnostic {
        Diagnostic(.tooLongPatterns, ["file": RuleArgument(Shown.text(file))])
    }
}
