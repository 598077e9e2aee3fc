import XimageCore

/// The text of a manifest file, for snippets; `nil` when there is none.
package typealias SourceLookup = (_ file: String) -> String?

/// The lines that a list of diagnostics points at, found in one pass over each file.
struct SourceLines {
    private var lines: [String: [Int32: String]] = [:]

    init(for diagnostics: some Sequence<Diagnostic>, in sources: SourceLookup) {
        var wanted: [String: Set<Int32>] = [:]
        for diagnostic in diagnostics {
            for range in [diagnostic.subject].compactMap(\.self) + diagnostic.related.map(\.range) {
                wanted[range.file, default: []].insert(range.start.line)
            }
        }
        for (file, numbers) in wanted {
            if let text = sources(file) { lines[file] = Self.lines(numbers, of: text) }
        }
    }

    subscript(file: String, line: Int32) -> String? { lines[file]?[line] }

    /// Ends lines where libyaml does: LF, CR, CR LF, NEL, LS and PS.
    private static func lines(_ numbers: Set<Int32>, of text: String) -> [Int32: String] {
        var result: [Int32: String] = [:]
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        if scalars.first == "\u{FEFF}" { start = scalars.index(after: start) }
        let last = numbers.max() ?? 0
        var number: Int32 = 1
        var index = start
        while number <= last {
            if index == scalars.endIndex {
                if numbers.contains(number) { result[number] = String(scalars[start..<index]) }
                break
            }
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            guard scalar.isLineBreak else {
                index = next
                continue
            }
            if numbers.contains(number) { result[number] = String(scalars[start..<index]) }
            number += 1
            start =
                scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
                ? scalars.index(after: next) : next
            index = start
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate var isLineBreak: Bool {
        switch value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
