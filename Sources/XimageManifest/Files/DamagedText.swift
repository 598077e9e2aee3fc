internal import XimageYAML

/// Finds what to hide in a text that has no tree, or whose tree lacks a part: what follows a key that may be a secret's, to the
/// end of the line and on through the lines that belong to it. Rather too much than too little.
struct DamagedText {
    private let bytes: [UInt8]
    private let names: SensitiveNames
    private let holdsValues: Bool

    init(_ bytes: [UInt8], _ names: SensitiveNames, holdsValues: Bool = false) {
        self.bytes = bytes
        self.names = names
        self.holdsValues = holdsValues
    }

    /// Exactly one reference to something by name.
    static func isExpression(_ content: some Collection<UInt8>) -> Bool {
        guard content.count > 3, content.starts(with: [0x24, 0x7B]) else { return false }
        let inner = content.dropFirst(2).prefix { $0 != 0x7D }
        guard inner.count + 3 == content.count else { return false }
        let word = String(
            decoding: inner.drop { $0 == 0x20 }.prefix { $0 != 0x2E && $0 != 0x20 }, as: UTF8.self)
        return Scope.roots.contains(word)
    }

    /// In a text without errors a forgotten blank or colon makes a scalar of key and value.
    func wordsInScalars(_ tree: YAMLTree) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for node in 0..<tree.nodeCount
        where !tree.isAlias(node) && tree.kind(node) == .scalar && tree.style(node) == .plain {
            let range = tree.bytes(of: node)
            if let start = secretStart(in: range, atLineStart: true), start < range.upperBound {
                result.append(start..<range.upperBound)
            }
        }
        return result
    }

    /// What stands between a key and the first blank behind its colon: an anchor, a tag, or the whole of a value without any.
    func behind(_ key: Range<Int>) -> Range<Int> {
        let lineEnd = bytes[key.upperBound...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
        guard let start = separator(at: key.upperBound, lineEnd, isFirst: false) else {
            return key.upperBound..<key.upperBound
        }
        guard start < lineEnd, bytes[start] == 0x26 || bytes[start] == 0x21 else { return start..<start }
        return
            start..<(bytes[start..<lineEnd].firstIndex { $0 == 0x20 || $0 == 0x2C || $0 == 0x7D } ?? lineEnd)
    }

    /// Names in front of words that may mark a variable.
    var markedNames: Set<String> {
        var result: Set<String> = []
        var above: [(indentation: Int, name: String)] = []
        forEachLine { line in
            guard !line.isBlank else { return }
            let name = word(at: line.start)
            above.removeAll { $0.indentation >= line.indentation }
            if marksSensitive(line) {
                result.insert(SensitiveNames.marksSensitive(name) ? above.last?.name ?? "" : name)
            }
            above.append((line.indentation, name))
        }
        return result
    }

    private func marksSensitive(_ line: Line) -> Bool {
        bytes[line.range].split { !Self.isWordByte($0) }.contains {
            (7...11).contains($0.count) && SensitiveNames.marksSensitive(String(decoding: $0, as: UTF8.self))
        }
    }

    // MARK: Lines

    private struct Line {
        /// Without the line's end.
        var range: Range<Int>
        /// Where its text begins.
        var start: Int
        var isBlank: Bool { start == range.upperBound }
        var indentation: Int { start - range.lowerBound }
    }

    /// What the lines behind a secret still belong to.
    private enum Open {
        case nothing
        /// Lines that are indented by more.
        case deeper(Int, sawOne: Bool, isBlock: Bool)
        /// A quotation without an end.
        case quoted(UInt8)
        /// A text that was not indented at all.
        case toNextSection
    }

    func ranges() -> [Range<Int>] {
        var result: [Range<Int>] = []
        var open = Open.nothing
        var section = ""
        forEachLine { line in
            switch open {
            case .quoted(let quote):
                guard let end = bytes[line.range].firstIndex(of: quote) else {
                    result.append(line.start..<line.range.upperBound)
                    return
                }
                result.append(line.start..<max(line.start, end))
                open = .nothing
            case .toNextSection:
                if !isSection(line) {
                    result.append(line.start..<line.range.upperBound)
                    return
                }
                open = .nothing
            case .deeper(let indentation, let sawOne, let isBlock):
                if line.isBlank { return }
                if line.indentation > indentation || !(looksLikeKey(line) || isBlock && !sawOne) {
                    result.append(line.start..<line.range.upperBound)
                    if !sawOne { open = .deeper(indentation, sawOne: true, isBlock: isBlock) }
                    return
                }
                open = .nothing
                if isBlock, !sawOne, !isSection(line) {
                    result.append(line.start..<line.range.upperBound)
                    open = .toNextSection
                    return
                }
            case .nothing: break
            }
            if !line.isBlank, line.indentation == 0, looksLikeKey(line) { section = word(at: line.start) }
            guard let start = secretStart(of: line, in: section) else { return }
            result += hidden(from: start, line)
            open = opened(at: start, line)
        }
        return result
    }

    /// Where the secret of a line begins; its end may be there already.
    private func secretStart(of line: Line, in section: String) -> Int? {
        guard !line.isBlank, bytes[line.start] != 0x23 else { return nil }
        if let start = secretStart(in: line.start..<line.range.upperBound, atLineStart: true) { return start }
        let isDeclaration = ["variables", "environments"].contains(section) || marksSensitive(line)
        guard names.hasSensitive, holdsValues || isDeclaration else { return nil }
        // Whichever value it is.
        var index = line.start
        while index < line.range.upperBound, bytes[index] != 0x3A, bytes[index] != 0x3D { index += 1 }
        guard index < line.range.upperBound else { return line.start }
        let key = bytes[line.start..<index].filter { $0 != 0x22 && $0 != 0x27 && $0 != 0x7B && $0 != 0x20 }
        let name = String(decoding: key, as: UTF8.self)
        let isOpen =
            names.open.contains(name)
            || ["type", "description", "variables", "default"].contains(name)
                && index + 1 == line.range.upperBound
            || SensitiveNames.marksSensitive(name)
        return isOpen ? nil : afterBlanks(index + 1, line.range.upperBound)
    }

    /// Behind the first word of a stretch that is the key of a secret.
    private func secretStart(in range: Range<Int>, atLineStart: Bool) -> Int? {
        var index = range.lowerBound
        var isFirst = atLineStart
        while index < range.upperBound {
            guard Self.isWordByte(bytes[index]) else {
                if bytes[index] != 0x2D, bytes[index] != 0x20, bytes[index] != 0x22, bytes[index] != 0x27,
                    bytes[index] != 0x3F, bytes[index] != 0x09
                {
                    isFirst = false
                }
                index += 1
                continue
            }
            let start = index
            while index < range.upperBound, Self.isWordByte(bytes[index]) { index += 1 }
            defer { isFirst = false }
            guard let separator = separator(at: index, range.upperBound, isFirst: isFirst) else { continue }
            let word = String(decoding: bytes[start..<index].prefix(65), as: UTF8.self)
            let isDefault = names.hasSensitive && word == "default"
            if isDefault || names.finding(word, mayBeVariable: true) != nil { return separator }
        }
        return nil
    }

    /// Behind what parts a key from its value: a colon, an equals sign, or a blank behind the first word of a line.
    private func separator(at index: Int, _ end: Int, isFirst: Bool) -> Int? {
        var index = index
        if index < end, bytes[index] == 0x22 || bytes[index] == 0x27 { index += 1 }
        let behind = afterBlanks(index, end)
        if behind < end, bytes[behind] == 0x3A || bytes[behind] == 0x3D {
            return afterBlanks(behind + 1, end)
        }
        return isFirst && (behind > index || behind == end) ? behind : nil
    }

    private func hidden(from start: Int, _ line: Line) -> [Range<Int>] {
        let rest = bytes[start..<line.range.upperBound]
        return Self.showsNothing(rest) ? [] : [start..<line.range.upperBound]
    }

    private func opened(at start: Int, _ line: Line) -> Open {
        let rest = bytes[start..<line.range.upperBound]
        if Self.showsNothing(rest) { return .nothing }
        if let quote = rest.first, quote == 0x22 || quote == 0x27,
            !rest.dropFirst().contains(quote)
        {
            return .quoted(quote)
        }
        let isBlock = rest.first == 0x7C || rest.first == 0x3E
        return .deeper(line.indentation, sawOne: false, isBlock: isBlock)
    }

    /// An expression, or the name of a file, up to the end of the line or of the map in it.
    private static func showsNothing(_ rest: ArraySlice<UInt8>) -> Bool {
        if rest.starts(with: Array("{file:".utf8)) { return true }
        let text = rest.filter { $0 != 0x22 && $0 != 0x27 && $0 != 0x20 && $0 != 0x0D }
        guard let end = text.firstIndex(of: 0x7D), isExpression(text[...end]) else { return false }
        let behind = text[(end + 1)...]
        return behind.isEmpty || behind.first == 0x2C || behind.first == 0x7D
    }

    // MARK: Words

    /// `name:` with a blank or the end of the line behind it, also in a list.
    private func looksLikeKey(_ line: Line) -> Bool {
        var index = line.start
        while index < line.range.upperBound, bytes[index] == 0x2D || bytes[index] == 0x20 { index += 1 }
        if index < line.range.upperBound, bytes[index] == 0x22 || bytes[index] == 0x27 { index += 1 }
        let start = index
        while index < line.range.upperBound, Self.isWordByte(bytes[index]) { index += 1 }
        guard index > start else { return false }
        if index < line.range.upperBound, bytes[index] == 0x22 || bytes[index] == 0x27 { index += 1 }
        guard index < line.range.upperBound, bytes[index] == 0x3A else { return false }
        return index + 1 == line.range.upperBound || bytes[index + 1] == 0x20 || bytes[index + 1] == 0x0D
    }

    private func isSection(_ line: Line) -> Bool {
        !line.isBlank && line.indentation == 0 && looksLikeKey(line)
            && ManifestTables.file[word(at: line.start)] != nil
    }

    private func word(at start: Int) -> String {
        var end = start
        while end < bytes.count, Self.isWordByte(bytes[end]) { end += 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func afterBlanks(_ index: Int, _ end: Int) -> Int {
        var index = index
        while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        return index
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E, 0x80...: true
        default: false
        }
    }

    private func forEachLine(_ body: (Line) -> Void) {
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
            body(Line(range: start..<end, start: afterBlanks(start, end)))
            start = end + 1
        }
    }
}
