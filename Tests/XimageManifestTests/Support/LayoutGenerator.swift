import XimageTestSupport

/// Random YAML texts in every layout people write: deep and shallow indentation, comments in odd places, block texts,
/// brackets over several lines, anchors, aliases, merges, several documents, CR LF. Comments are numbered.
struct LayoutGenerator {
    private var random: SeededGenerator
    private var lines: [String] = []
    private var comments = 0
    private var keys = 0
    private var anchors: [String] = []
    private var mappingAnchors: [String] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func pick(_ items: [String]) -> String {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    private mutating func comment() -> String {
        comments += 1
        return "#c\(comments)" + pick(["", " words: [1, 2]", " \"half", "  two  blanks", " é 中文"])
    }

    private mutating func key() -> String {
        keys += 1
        return pick(["k\(keys)", "k\(keys)", "k\(keys)", "\"k\(keys)\"", "'k\(keys)'", "key \(keys)"])
    }

    mutating func text() -> String {
        lines = []
        let documents = chance(80) ? 1 : Int.random(in: 2...3, using: &random)
        for number in 0..<documents {
            noise(0)
            if number > 0 || chance(20) { lines.append("---" + (chance(20) ? " " + comment() : "")) }
            anchors = []
            mappingAnchors = []
            if chance(80) { mapping(0, depth: 0) } else { sequence(0, depth: 0) }
            noise(0)
            if chance(10), number + 1 < documents { lines.append("...") }
        }
        let end = chance(10) ? "" : "\n"
        let lineBreak = chance(10) ? "\r\n" : "\n"
        return (chance(5) ? "\u{FEFF}" : "") + lines.joined(separator: lineBreak)
            + (end.isEmpty ? "" : lineBreak)
    }

    /// Blank lines and comments in their own lines.
    private mutating func noise(_ indent: Int) {
        while chance(20) {
            if chance(50) {
                lines.append(chance(30) ? String(repeating: " ", count: indent) : "")
            } else {
                let column = chance(70) ? indent : Int.random(in: 0...8, using: &random)
                lines.append(String(repeating: " ", count: column) + comment())
            }
        }
    }

    private mutating func tail() -> String {
        if chance(15) { return pick([" ", "  ", " \t"]) + comment() }
        return chance(5) ? pick([" ", "  "]) : ""
    }

    /// `&a `, remembered; or nothing.
    private mutating func anchor(isMapping: Bool = false) -> String {
        guard chance(8) else { return "" }
        let name = "a\(anchors.count + mappingAnchors.count)"
        if isMapping { mappingAnchors.append(name) } else { anchors.append(name) }
        return "&\(name)"
    }

    private mutating func mapping(_ indent: Int, depth: Int, first: String? = nil) {
        let margin = String(repeating: " ", count: indent)
        var lead = first ?? margin
        if first == nil, chance(6), let name = mappingAnchors.last { lines.append("\(margin)<<: *\(name)") }
        for number in 0..<Int.random(in: 1...4, using: &random) {
            if number > 0 || first == nil { noise(indent) }
            entry(lead + key() + pick([":", ":", ": ", ":  "]).trimmedEnd, indent, depth)
            lead = margin
        }
    }

    private mutating func sequence(_ indent: Int, depth: Int, first: String? = nil) {
        let margin = String(repeating: " ", count: indent)
        var lead = first ?? margin
        for number in 0..<Int.random(in: 1...3, using: &random) {
            if number > 0 || first == nil { noise(indent) }
            item(lead, indent, depth)
            lead = margin
        }
    }

    /// The value behind `key:`.
    private mutating func entry(_ head: String, _ indent: Int, _ depth: Int) {
        let deeper = indent + Int.random(in: 1...4, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0,
            1 where depth < 4:
            let mark = anchor(isMapping: true)
            lines.append(head + (mark.isEmpty ? "" : " " + mark) + tail())
            mapping(deeper, depth: depth + 1)
        case 2 where depth < 4:
            lines.append(head + tail())
            sequence(chance(40) ? indent : deeper, depth: depth + 1)
        case 3: block(head, indent)
        case 4: flow(head, indent)
        default: scalar(head, indent)
        }
    }

    /// `- ` with what follows.
    private mutating func item(_ lead: String, _ indent: Int, _ depth: Int) {
        let gap = Int.random(in: 1...3, using: &random)
        let head = lead + "-" + String(repeating: " ", count: gap)
        let column = indent + 1 + gap
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where depth < 4: mapping(column, depth: depth + 1, first: head)
        case 1 where depth < 4: sequence(column, depth: depth + 1, first: head)
        case 2 where depth < 4:
            lines.append(lead + "-" + tail())
            mapping(indent + Int.random(in: 1...3, using: &random), depth: depth + 1)
        case 3: block(lead + "-", indent)
        case 4: flow(lead + "-", indent)
        default: scalar(lead + "-", indent)
        }
    }

    private mutating func scalar(_ head: String, _ indent: Int) {
        if chance(5) { return lines.append(head + tail()) }
        if chance(8), let name = anchors.last { return lines.append("\(head) *\(name)" + tail()) }
        if chance(12) {
            let more = String(repeating: " ", count: indent + Int.random(in: 1...5, using: &random))
            let quote = pick(["", "\"", "'"])
            lines.append("\(head) \(quote)first part")
            if chance(20), !quote.isEmpty { lines.append("") }
            lines.append("\(more)second\(quote.isEmpty ? "" : " # no comment")\(quote)" + tail())
            return
        }
        let mark = anchor()
        let tag = chance(4) ? "!!str " : ""
        let value = pick([
            "word", "two words", "12", "0x1F", "true", "~", "\"quoted # text\"", "'it''s'", "\"a\\tb\"",
            "a#b",
            "http://x/y?z=1", "-1.5", "2026-06-01", "中文", "\"\"", "''", "x: y".replacing(": ", with: ":"),
        ])
        lines.append("\(head) \(mark.isEmpty ? "" : mark + " ")\(tag)\(value)" + tail())
    }

    /// `|` and `>` in all their forms.
    private mutating func block(_ head: String, _ indent: Int) {
        let step = Int.random(in: 1...4, using: &random)
        let margin = String(repeating: " ", count: indent + step)
        let explicit = chance(10) ? "\(step)" : ""
        lines.append(
            "\(head) \(pick(["|", ">"]))\(explicit)\(pick(["", "-", "+"]))"
                + (chance(10) ? " " + comment() : ""))
        for number in 0..<Int.random(in: 1...4, using: &random) {
            if number > 0, chance(20) { lines.append("") }
            let extra = number > 0 || !explicit.isEmpty ? pick(["", "", "  "]) : ""
            lines.append(margin + extra + pick(["text", "# no comment", "- a: b", "\"half", "x  "]))
        }
        if chance(20) { lines.append("") }
    }

    private mutating func flow(_ head: String, _ indent: Int) {
        guard chance(40) else { return lines.append("\(head) \(oneLine(2))" + tail()) }
        let margin = String(repeating: " ", count: indent + Int.random(in: 1...6, using: &random))
        let isMap = chance(50)
        lines.append("\(head) \(isMap ? "{" : "[")" + tail())
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            if chance(15) { lines.append(margin + comment()) }
            if chance(10) { lines.append("") }
            lines.append(margin + (isMap ? key() + ": " : "") + oneLine(1) + "," + tail())
        }
        lines.append(margin + (isMap ? "}" : "]") + tail())
    }

    private mutating func oneLine(_ depth: Int) -> String {
        if depth > 0, chance(35) {
            let parts = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                key() + ": " + oneLine(depth - 1)
            }
            return pick(["{", "{ "]) + parts.joined(separator: pick([", ", ",", " , "])) + pick(["}", " }"])
        }
        if depth > 0, chance(35) {
            let parts = (0..<Int.random(in: 0...3, using: &random)).map { _ in oneLine(depth - 1) }
            return pick(["[", "[ "]) + parts.joined(separator: pick([", ", " ,", ","]).padded)
                + pick(["]", " ]"])
        }
        return pick(["a", "1", "\"x, y\"", "'# no'", "two words", "true"])
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }

    fileprivate var padded: String { hasSuffix(" ") ? self : self + " " }
}
