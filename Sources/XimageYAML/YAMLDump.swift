/// A tree as JSON: for people who want to see what YAML makes of a text, and for comparisons with other readers.
package enum YAMLDump {
    /// A JSON array with one element for each document. Merge keys are carried out and aliases written out. Keys that
    /// are no scalars become their own JSON text; numbers that JSON cannot hold become strings.
    package static func json(_ tree: YAMLTree) -> String {
        var writer = Writer(tree: tree)
        writer.text = "["
        for (index, root) in tree.documents.enumerated() where root < tree.nodeCount {
            if index > 0 { writer.text += "," }
            writer.write(root)
        }
        return writer.text + "]"
    }

    private struct Writer {
        let tree: YAMLTree
        var text = ""

        /// Recursion is bounded by the depth limit of the parser.
        mutating func write(_ node: Int) {
            switch tree.kind(node) {
            case .sequence:
                text += "["
                for (index, child) in tree.children(node).enumerated() {
                    if index > 0 { text += "," }
                    write(child)
                }
                text += "]"
            case .mapping:
                text += "{"
                for (index, entry) in tree.entries(node).enumerated() {
                    if index > 0 { text += "," }
                    writeKey(entry.key)
                    text += ":"
                    write(entry.value)
                }
                text += "}"
            case .scalar: write(tree.scalar(node))
            }
        }

        private mutating func writeKey(_ key: Int) {
            if tree.kind(key) == .scalar { return write(string: tree.string(key)) }
            var inner = Writer(tree: tree)
            inner.write(key)
            write(string: inner.text)
        }

        private mutating func write(_ scalar: YAMLScalar) {
            switch scalar {
            case .null: text += "null"
            case .bool(let flag): text += flag ? "true" : "false"
            case .int(let number): text += String(number)
            case .hugeInt(let digits):
                if digits.hasPrefix("0x") || digits.hasPrefix("0o") { return write(string: digits) }
                text += digits.hasPrefix("+") ? String(digits.dropFirst()) : digits
            case .float(let number):
                if number.isNaN { return write(string: ".nan") }
                if number.isInfinite { return write(string: number < 0 ? "-.inf" : ".inf") }
                text += "\(number)"
            case .string(let content): write(string: content)
            }
        }

        private mutating func write(string: String) {
            text += "\""
            for scalar in string.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "\n": text += "\\n"
                case "\t": text += "\\t"
                case "\r": text += "\\r"
                case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200B}"..."\u{200F}",
                    "\u{2028}"..."\u{202E}",
                    "\u{2066}"..."\u{2069}", "\u{FEFF}":
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
            text += "\""
        }
    }
}

extension YAMLTree {
    /// Whether two trees say the same: kinds, contents, types and order, aliases written out. Layout does not count.
    package func saysTheSame(as other: YAMLTree) -> Bool {
        documents.count == other.documents.count
            && zip(documents, other.documents).allSatisfy { isSame($0, $1, in: other) }
    }

    private func isSame(_ a: Int, _ b: Int, in other: YAMLTree) -> Bool {
        guard a < nodeCount, b < other.nodeCount else { return a >= nodeCount && b >= other.nodeCount }
        guard isAlias(a) == other.isAlias(b), kind(a) == other.kind(b) else { return false }
        if isAlias(a) { return resolve(a) == other.resolve(b) }
        if kind(a) == .scalar {
            return tag(a) == other.tag(b) && scalar(a) == other.scalar(b) && string(a) == other.string(b)
        }
        let (x, y) = (children(a), other.children(b))
        return x.count == y.count && zip(x, y).allSatisfy { isSame($0, $1, in: other) }
    }
}
