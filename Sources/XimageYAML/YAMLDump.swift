/// A tree as JSON: for people who want to see what YAML makes of a text, and for comparisons with other readers.
package enum YAMLDump {
    /// A JSON array with one element for each document. Merge keys are carried out and aliases written out. Keys that
    /// are no scalars become the text of their JSON, in which such keys stand without quotes; numbers that JSON cannot hold become strings as written.
    package static func json(_ tree: YAMLTree) -> String {
        var bytes: [UInt8] = []
        write(tree) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same, in pieces of some ten kilobytes, so that the text never stands in memory as a whole.
    package static func write(_ tree: YAMLTree, to sink: @escaping ([UInt8]) -> Void) {
        var writer = Writer(tree: tree, sink: sink)
        writer.add("[")
        for (index, root) in tree.documents.enumerated() where root < tree.nodeCount {
            if index > 0 { writer.add(",") }
            writer.write(root)
        }
        writer.add("]")
        sink(writer.bytes)
    }

    private struct Writer {
        let tree: YAMLTree
        /// `nil` for the text of a key, which stays in `bytes`.
        let sink: (([UInt8]) -> Void)?
        var bytes: [UInt8] = []
        private static let pieceSize = 1 << 15

        init(tree: YAMLTree, sink: (([UInt8]) -> Void)?) {
            self.tree = tree
            self.sink = sink
        }

        mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

        /// Recursion is bounded by the depth limit of the parser.
        mutating func write(_ node: Int) {
            let tree = tree
            switch tree.kind(node) {
            case .sequence:
                add("[")
                var isFirst = true
                tree.forEachChild(node) { child in
                    if !isFirst { add(",") }
                    isFirst = false
                    write(child)
                }
                add("]")
            case .mapping:
                add("{")
                var isFirst = true
                tree.forEachEntry(node) { entry in
                    if !isFirst { add(",") }
                    isFirst = false
                    writeKey(entry.key)
                    add(":")
                    write(entry.value)
                }
                add("}")
            case .scalar: writeScalar(node)
            }
            if let sink, bytes.count > Self.pieceSize {
                sink(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }

        private mutating func writeKey(_ key: Int) {
            if tree.kind(key) == .scalar { return writeText(of: key) }
            // Quoting what is quoted already would double it with each level.
            guard sink != nil else { return write(key) }
            var inner = Writer(tree: tree, sink: nil)
            inner.write(key)
            inner.bytes.withUnsafeBufferPointer { write(string: $0) }
        }

        private mutating func writeText(of node: Int) {
            let tree = tree
            tree.withContent(node) { write(string: $0) }
        }

        private mutating func writeScalar(_ node: Int) {
            switch tree.scalar(node) {
            case .null: add("null")
            case .bool(let flag): add(flag ? "true" : "false")
            case .int(let number): add(String(number))
            case .hugeInt(let digits):
                // Most readers of JSON hold numbers up to 1e308.
                if digits.utf8.count > 300 || digits.hasPrefix("0x") || digits.hasPrefix("0o") {
                    return writeText(of: node)
                }
                add(digits.hasPrefix("+") ? String(digits.dropFirst()) : digits)
            case .float(let number):
                guard number.isFinite else { return writeText(of: node) }
                add("\(number)")
            case .string: writeText(of: node)
            }
        }

        private mutating func write(string: UnsafeBufferPointer<UInt8>) {
            add("\"")
            // Two of them begin a command to the program that keeps a build log.
            let hasNumberSigns = string.count { $0 == 0x23 } > 1
            if !hasNumberSigns,
                string.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
            {
                bytes.append(contentsOf: string)
            } else {
                for scalar in String(decoding: string, as: UTF8.self).unicodeScalars {
                    if hasNumberSigns, scalar == "#" { add("\\u0023") } else { write(scalar) }
                }
            }
            add("\"")
        }

        private mutating func write(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "\"": add("\\\"")
            case "\\": add("\\\\")
            case "\n": add("\\n")
            case "\t": add("\\t")
            case "\r": add("\\r")
            case "\u{20}"..."\u{7E}": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                // Whatever could steer a terminal or cannot be seen.
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
                    .surrogate:
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        add("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
                    }
                default: add(String(scalar))
                }
            }
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
            return tag(a) == other.tag(b) && isSame(scalar(a), other.scalar(b))
                && string(a) == other.string(b)
        }
        let (x, y) = (children(a), other.children(b))
        return x.count == y.count && zip(x, y).allSatisfy { isSame($0, $1, in: other) }
    }

    /// Not-a-number is the same as itself here.
    private func isSame(_ a: YAMLScalar, _ b: YAMLScalar) -> Bool {
        if case .float(let x) = a, case .float(let y) = b, x.isNaN, y.isNaN { return true }
        return a == b
    }
}
