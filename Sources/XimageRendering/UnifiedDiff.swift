/// The difference of two texts as `diff -u` shows it.
package enum UnifiedDiff {
    private static let context = 3

    /// One line of the difference, with its numbers in both texts, from 0.
    private struct Line {
        var mark: Character
        var text: Substring
        var old: Int
        var new: Int
    }

    /// Empty for equal texts. Control characters of the texts are spelled out.
    package static func render(from old: String, to new: String, file: String, style: TextStyle) -> String {
        let lines = compare(split(old), split(new))
        let changed = lines.indices.filter { lines[$0].mark != " " }
        guard let first = changed.first else { return "" }
        var hunks: [ClosedRange<Int>] = []
        var (from, to) = (first, first)
        for index in changed {
            if index - to > 2 * context {
                hunks.append(from...to)
                from = index
            }
            to = index
        }
        hunks.append(from...to)
        var text = style.paint("--- \(file.visible)\n+++ \(file.visible)", .strong) + "\n"
        for hunk in hunks {
            let shown = max(0, hunk.lowerBound - context)...min(lines.count - 1, hunk.upperBound + context)
            text += head(Array(lines[shown]), style)
            for line in lines[shown] { text += show(line, style) }
        }
        return text
    }

    private static func head(_ lines: [Line], _ style: TextStyle) -> String {
        let (old, new) = (lines.count { $0.mark != "+" }, lines.count { $0.mark != "-" })
        func range(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }
        return style.paint("@@ -\(range(lines[0].old, old)) +\(range(lines[0].new, new)) @@", .accent) + "\n"
    }

    private static func show(_ line: Line, _ style: TextStyle) -> String {
        let text = "\(line.mark)\(String(line.text).visible)"
        switch line.mark {
        case "-": return style.paint(text, .removed) + "\n"
        case "+": return style.paint(text, .added) + "\n"
        default: return text + "\n"
        }
    }

    private static func split(_ text: String) -> [Substring] {
        // By bytes: a CR before the LF belongs to the line.
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func compare(_ old: [Substring], _ new: [Substring]) -> [Line] {
        var start = 0
        while start < old.count, start < new.count, same(old[start], new[start]) { start += 1 }
        var end = 0
        while end < old.count - start, end < new.count - start,
            same(old[old.count - 1 - end], new[new.count - 1 - end])
        {
            end += 1
        }
        var lines = (0..<start).map { Line(mark: " ", text: old[$0], old: $0, new: $0) }
        lines += middle(old, start..<old.count - end, new, start..<new.count - end)
        lines += (0..<end).map {
            let (x, y) = (old.count - end + $0, new.count - end + $0)
            return Line(mark: " ", text: old[x], old: x, new: y)
        }
        return lines
    }

    /// Texts are equal here when their bytes are: `\r` counts.
    private static func same(_ a: Substring, _ b: Substring) -> Bool { a.utf8.elementsEqual(b.utf8) }

    private static func middle(
        _ old: [Substring], _ x: Range<Int>, _ new: [Substring], _ y: Range<Int>
    ) -> [Line] {
        // A difference of very many lines is shown as one block: finding the smallest one would take too long.
        guard x.count + y.count < 4000 else {
            return x.map { Line(mark: "-", text: old[$0], old: $0, new: y.lowerBound) }
                + y.map { Line(mark: "+", text: new[$0], old: x.upperBound, new: $0) }
        }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new[y].map(Array.init).difference(from: old[x].map(Array.init)) {
            switch change {
            case .remove(let offset, _, _): removed.insert(x.lowerBound + offset)
            case .insert(let offset, _, _): inserted.insert(y.lowerBound + offset)
            }
        }
        var lines: [Line] = []
        var (a, b) = (x.lowerBound, y.lowerBound)
        while a < x.upperBound || b < y.upperBound {
            if a < x.upperBound, removed.contains(a) {
                lines.append(Line(mark: "-", text: old[a], old: a, new: b))
                a += 1
            } else if b < y.upperBound, inserted.contains(b) {
                lines.append(Line(mark: "+", text: new[b], old: a, new: b))
                b += 1
            } else {
                lines.append(Line(mark: " ", text: old[a], old: a, new: b))
                a += 1
                b += 1
            }
        }
        return lines
    }
}
