package import XimageCore
internal import XimageYAML

/// Canonical layout: two blanks for each level, list items below their key by one level, one blank after `:`, `-` and
/// `,`, one before a comment, single blank lines, LF. Comments, quotes, the order of keys and the line breaks people
/// chose stay. What a text means never changes: the result is read back and compared.
package enum ManifestFormatter {
    package struct Result: Sendable {
        /// The canonical text; the text as it was when it cannot be read or is left alone.
        package var text: String
        package var isChanged: Bool
        /// Why a text could not be formatted; errors when it is no YAML.
        package var diagnostics: [Diagnostic]
    }

    /// - Parameter file: what diagnostics name.
    package static func format(_ text: String, file: String) -> Result {
        format(Array(text.utf8), file: file)
    }

    /// Bytes that are no UTF-8 are refused with the place of the fault.
    package static func format(_ bytes: [UInt8], file: String) -> Result {
        let text = String(decoding: bytes, as: UTF8.self)
        let parsed = YAMLParser.parse(bytes)
        let fatal = parsed.problems.filter {
            $0.isFatal || $0.kind == .duplicateKey || $0.kind == .cyclicAnchor
        }
        guard fatal.isEmpty else {
            let sources = SourceTexts(bytes, as: file)
            return Result(
                text: text, isChanged: false,
                diagnostics: sources.redacted(fatal.map { Diagnostic($0, file: file) }))
        }
        if let result = verified(parsed.tree) {
            return Result(text: result, isChanged: !result.utf8.elementsEqual(bytes), diagnostics: [])
        }
        guard let (result, left) = FormattedSections.formatted(parsed.tree, each: verified) else {
            return Result(text: text, isChanged: false, diagnostics: [untouched(file, nil)])
        }
        return Result(
            text: result, isChanged: !result.utf8.elementsEqual(bytes),
            diagnostics: left.map { untouched(file, $0) })
    }

    /// The canonical text of a tree, read back and compared; `nil` when there is none.
    private static func verified(_ tree: YAMLTree) -> String? {
        guard let result = Layout(tree)?.text() else { return nil }
        // A layout that would not be its own is none.
        let again = YAMLParser.parse(Array(result.utf8)).tree
        return again.saysTheSame(as: tree) && Layout(again)?.text() == result ? result : nil
    }

    private static func untouched(_ file: String, _ key: YAMLRange?) -> Diagnostic {
        Diagnostic(
            .fileNotFormatted, severity: .info,
            [
                "subject": key == nil
                    ? "`\(Shown.text(file))`" : RuleArgument("This section", zh: "该部分")
            ],
            subject: key.map { SourceRange(file: file, $0) })
    }
}

/// The columns that nodes get.
private struct Layout {
    let tree: YAMLTree
    let bytes: [UInt8]
    /// For each node: the block collection it is in, or -1; flow collections count as their surroundings.
    private var owner: [Int] = []
    /// For block collections: where keys or dashes go.
    private var column: [Int: Int] = [:]
    /// Scalars and aliases with some text, in order.
    private var leaves: [Int] = []
    /// For each node: whether it is a key of a block mapping.
    private var isKey: [Bool] = []

    /// `nil` when there are forms that are left alone.
    init?(_ tree: YAMLTree) {
        self.tree = tree
        bytes = tree.text.bytes
        owner = [Int](repeating: -1, count: tree.nodeCount)
        isKey = [Bool](repeating: false, count: tree.nodeCount)
        for root in tree.documents where root < tree.nodeCount { place(root, owner: -1, indent: 0) }
        for index in 0..<tree.nodeCount where column[index] == nil && !isCollection(index) {
            if !tree.bytes(of: index).isEmpty { leaves.append(index) }
        }
        leaves.sort { tree.bytes(of: $0).lowerBound < tree.bytes(of: $1).lowerBound }
    }

    private func isCollection(_ index: Int) -> Bool { !tree.isAlias(index) && tree.kind(index) != .scalar }

    private mutating func place(_ node: Int, owner parent: Int, indent: Int) {
        owner[node] = parent
        guard isCollection(node) else { return }
        let isFlow = tree.isFlow(node)
        if !isFlow { column[node] = indent }
        let isMapping = !isFlow && tree.kind(node) == .mapping
        for (position, child) in tree.children(node).enumerated() {
            isKey[child] = isMapping && position % 2 == 0
            place(child, owner: isFlow ? parent : node, indent: isFlow ? indent : indent + 2)
        }
    }

    /// The column of what belongs to a block collection but is neither its key nor its dash.
    private func inner(_ owner: Int) -> Int { owner < 0 ? 0 : (column[owner] ?? 0) + 2 }

    func text() -> String? {
        var scan = Scan(bytes: bytes)
        var next = 0
        while scan.position < bytes.count {
            if next < leaves.count, tree.bytes(of: leaves[next]).lowerBound == scan.position {
                write(leaves[next], in: &scan)
                next += 1
                continue
            }
            guard gap(in: &scan, next: next < leaves.count ? leaves[next] : nil) else { return nil }
        }
        return scan.finish()
    }

    /// Writes a scalar or alias; lines after its first are indented anew.
    private func write(_ leaf: Int, in scan: inout Scan) {
        let range = tree.bytes(of: leaf)
        scan.token(lineColumn: startColumn(leaf))
        let style = tree.isAlias(leaf) ? YAMLStyle.plain : tree.style(leaf)
        if style == .literal || style == .folded {
            writeBlock(leaf, in: &scan)
        } else {
            let lines = bytes[range].split(omittingEmptySubsequences: false) { $0 == 0x0A }
            for (index, line) in lines.enumerated() {
                if index == 0 {
                    scan.out += index + 1 < lines.count ? Self.trimmedEnd(line) : line
                } else {
                    let content = Self.trimmed(line, end: index + 1 < lines.count)
                    scan.out.append(0x0A)
                    if !content.isEmpty {
                        scan.out += [UInt8](repeating: 0x20, count: max(1, inner(owner[leaf]))) + content
                    }
                }
            }
            scan.position = range.upperBound
        }
        scan.previous = .word(isAlias: tree.isAlias(leaf))
    }

    /// A `|` or `>` text: the header, then its lines moved as a whole.
    private func writeBlock(_ leaf: Int, in scan: inout Scan) {
        let range = tree.bytes(of: leaf)
        let indent = max(1, inner(owner[leaf]))
        let lines = bytes[range].split(omittingEmptySubsequences: false) { $0 == 0x0A }
        let last = lines[lines.count - 1]
        let endsLine = lines.count > 1 && last.allSatisfy { $0 == 0x20 }
        let content = lines.dropFirst().dropLast(endsLine ? 1 : 0)
        var header = BlockHeader(Self.trimmedEnd(lines[0]))
        let old: Int
        if let step = header.indentation {
            old = sourceColumn(of: owner[leaf]) + step
            header.indentation = indent - (owner[leaf] < 0 ? 0 : column[owner[leaf]] ?? 0)
        } else {
            old =
                content.filter { line in line.contains { $0 != 0x20 && $0 != 0x0D } }
                .map { $0.prefix { $0 == 0x20 }.count }.min() ?? 0
        }
        scan.out += header.bytes
        for line in content {
            scan.out.append(0x0A)
            let rest = line.dropFirst(min(old, line.prefix { $0 == 0x20 }.count))
            let text = rest.last == 0x0D ? rest.dropLast() : rest
            if !text.isEmpty { scan.out += [UInt8](repeating: 0x20, count: indent) + text }
        }
        scan.position = range.upperBound
        if endsLine || (header.strips && lines.count > 1) {
            scan.out.append(0x0A)
            scan.position -= endsLine ? last.count : 0
            scan.beginLine()
        }
        // Line breaks at the end of such a text may be part of it.
        scan.keepsEnd()
    }

    /// Where keys or dashes of a block collection stand in the source; 0 at the top.
    private func sourceColumn(of collection: Int) -> Int {
        guard collection >= 0 else { return 0 }
        let start = tree.children(collection).first.map { tree.bytes(of: $0).lowerBound } ?? 0
        let from = tree.kind(collection) == .sequence ? tree.bytes(of: collection).lowerBound : start
        var lineStart = from
        while lineStart > 0, bytes[lineStart - 1] != 0x0A { lineStart -= 1 }
        return from - lineStart
    }

    /// The column of a node that begins a line.
    private func startColumn(_ node: Int) -> Int {
        let parent = owner[node]
        guard parent >= 0 else { return 0 }
        if isKey[node] { return column[parent] ?? 0 }
        return inner(parent)
    }

    private static func trimmedEnd(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
        return line
    }

    private static func trimmed(_ line: ArraySlice<UInt8>, end: Bool) -> ArraySlice<UInt8> {
        let line = line.drop { $0 == 0x20 || $0 == 0x09 }
        return end ? trimmedEnd(line) : line
    }
}

// MARK: Between scalars

extension Layout {
    /// One thing that stands between scalars. False when it has no canonical layout.
    private func gap(in scan: inout Scan, next leaf: Int?) -> Bool {
        switch bytes[scan.position] {
        case 0x20, 0x09, 0x0D: scan.position += 1
        case 0x0A:
            scan.position += 1
            scan.endLine()
        case UInt8(ascii: "#"): comment(in: &scan, next: leaf)
        case UInt8(ascii: "-"):
            if scan.isMarker("---") {
                return marker(in: &scan)
            }
            guard let sequence = sequence(at: scan.position) else { return false }
            scan.token(lineColumn: column[sequence] ?? 0)
            scan.put(.dash)
        case UInt8(ascii: "."): return scan.isMarker("...") && marker(in: &scan)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let node = collection(at: scan.position)
            scan.token(lineColumn: flowColumn(scan, node))
            scan.depth += 1
            scan.put(.open)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            scan.depth -= 1
            scan.token(lineColumn: scan.flowBase + 2 * scan.depth, isClosing: true)
            scan.put(.close)
        case UInt8(ascii: ","):
            scan.token(lineColumn: scan.flowBase + 2 * scan.depth, isClosing: true)
            scan.put(.comma)
        case UInt8(ascii: ":"):
            scan.token(lineColumn: 0, isClosing: scan.previous != .word(isAlias: true))
            scan.put(.colon)
        case UInt8(ascii: "&"), UInt8(ascii: "!"):
            scan.token(lineColumn: leaf.map(startColumn) ?? 0)
            while scan.position < bytes.count, bytes[scan.position] > 0x20 {
                scan.out.append(bytes[scan.position])
                scan.position += 1
            }
            scan.previous = .word(isAlias: false)
        default: return false
        }
        return true
    }

    /// `---` or `...`, alone on its line but for a comment.
    private func marker(in scan: inout Scan) -> Bool {
        scan.token(lineColumn: 0)
        scan.out += bytes[scan.position..<scan.position + 3]
        scan.position += 3
        scan.previous = .word(isAlias: false)
        var rest = scan.position
        while rest < bytes.count, bytes[rest] == 0x20 || bytes[rest] == 0x0D { rest += 1 }
        return rest == bytes.count || bytes[rest] == 0x0A || bytes[rest] == 0x23
    }

    private func comment(in scan: inout Scan, next leaf: Int?) {
        let end = bytes[scan.position...].firstIndex(of: 0x0A) ?? bytes.count
        let text = Self.trimmedEnd(bytes[scan.position..<end])
        if scan.isLineStart {
            scan.comment(text, column: scan.sourceColumn)
        } else {
            scan.out.append(0x20)
            scan.out += text
        }
        scan.position = end
    }

    /// The block sequence whose dash stands at an offset.
    private func sequence(at offset: Int) -> Int? {
        var low = 0
        var high = tree.nodeCount
        while low < high {
            let middle = (low + high) / 2
            if tree.bytes(of: middle).lowerBound > offset { high = middle } else { low = middle + 1 }
        }
        guard low < tree.nodeCount else { return nil }
        let parent = owner[low]
        return parent >= 0 && tree.kind(parent) == .sequence ? parent : nil
    }

    /// The outermost flow collection that begins at an offset.
    private func collection(at offset: Int) -> Int? {
        var low = 0
        var high = tree.nodeCount
        while low < high {
            let middle = (low + high) / 2
            if tree.bytes(of: middle).lowerBound >= offset { high = middle } else { low = middle + 1 }
        }
        return low < tree.nodeCount ? low : nil
    }

    private func flowColumn(_ scan: Scan, _ node: Int?) -> Int {
        if scan.depth > 0 { return scan.flowBase + 2 * scan.depth }
        return node.map(startColumn) ?? 0
    }
}

/// Output in the making.
private struct Scan {
    enum Token: Equatable {
        case none, dash, open, close, comma, colon
        case word(isAlias: Bool)
    }

    let bytes: [UInt8]
    var position = 0
    var out: [UInt8] = []
    var previous = Token.none
    var isLineStart = true
    /// Depth inside brackets, and the column of the line on which the outermost one was opened.
    var depth = 0
    var flowBase = 0
    private var lineColumn = 0
    private var blankLines = 0
    /// Length of the output that stays as it is.
    private var kept = 0
    /// Whole-line comments that wait for the line they stand above; blank lines between are kept.
    private var waiting: [(text: ArraySlice<UInt8>?, column: Int)] = []
    /// Source column to new column of the lines so far, deeper ones dropped.
    private var columns: [(source: Int, new: Int)] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Of the position, in its line.
    var sourceColumn: Int {
        var start = position
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return position - start
    }

    func isMarker(_ marker: String) -> Bool {
        isLineStart && sourceColumn == 0 && bytes[position...].starts(with: marker.utf8)
            && (position + 3 == bytes.count || bytes[position + 3] <= 0x20)
    }

    /// Puts what has to stand before the next token: indentation on a new line, a blank or nothing on the same one.
    mutating func token(lineColumn column: Int, isClosing: Bool = false) {
        if isLineStart {
            let column = depth > 0 && !isClosing ? flowBase + 2 * depth : column
            flush(to: column, source: sourceColumn)
            out += [UInt8](repeating: 0x20, count: column)
            lineColumn = column
            if depth == 0 { flowBase = column }
            isLineStart = false
        } else if previous == .dash {
            out.append(0x20)
            if depth == 0 { flowBase += 2 }
        } else if !isClosing, previous != .open, previous != .none {
            out.append(0x20)
        }
    }

    mutating func put(_ token: Token) {
        out.append(bytes[position])
        position += 1
        previous = token
    }

    mutating func endLine() {
        if isLineStart {
            blankLines += 1
            if blankLines == 1 { waiting.append((nil, 0)) }
        } else {
            out.append(0x0A)
            beginLine()
        }
    }

    mutating func beginLine() {
        isLineStart = true
        blankLines = 0
        previous = .none
    }

    mutating func comment(_ text: ArraySlice<UInt8>, column: Int) {
        waiting.append((text, column))
        // The newline behind it belongs to the comment.
        blankLines = -1
    }

    /// Writes waiting comments. One that stands deeper than the next line belongs to the block before.
    private mutating func flush(to column: Int, source: Int?) {
        for (text, old) in waiting {
            if let text {
                var new = column
                if let source, old > source,
                    let known = columns.last(where: { $0.source <= old && $0.source > source })
                {
                    new = known.new
                } else if source == nil {
                    new = columns.last(where: { $0.source <= old })?.new ?? 0
                }
                out += [UInt8](repeating: 0x20, count: new) + text
                out.append(0x0A)
            } else if !out.isEmpty, !out.suffix(2).elementsEqual([0x0A, 0x0A]) {
                out.append(0x0A)
            }
        }
        waiting.removeAll()
        blankLines = 0
        if let source {
            columns.removeAll { $0.source >= source }
            columns.append((source, column))
        }
    }

    /// Nothing of the output so far may be trimmed.
    mutating func keepsEnd() { kept = out.count }

    mutating func finish() -> String {
        if !isLineStart, kept < out.count { out.append(0x0A) }
        while case (nil, _)? = waiting.last { waiting.removeLast() }
        flush(to: 0, source: nil)
        while out.count > kept, out.suffix(2).elementsEqual([0x0A, 0x0A]) { out.removeLast() }
        return String(decoding: out, as: UTF8.self)
    }
}
