/// All documents of one YAML text as nodes in one flat array, in the order of the text: a collection is followed by
/// everything in it. Nodes are named by their index. A node costs 20 bytes; texts of scalars stay slices of the
/// file where they can.
package struct YAMLTree: Sendable {
    package let text: YAMLText
    /// The root node of each document, in order. Empty documents have a null scalar as root.
    package internal(set) var documents: [Int] = []
    var nodes: [YAMLNode] = []
    /// Scalars whose content differs from their spelling.
    var decoded: [UInt8] = []

    init(text: YAMLText) { self.text = text }

    package var nodeCount: Int { nodes.count }
}

struct YAMLNode {
    enum Kind: UInt8 { case scalar, sequence, mapping, alias }

    struct Flags: OptionSet {
        let rawValue: UInt8
        /// The content is in `decoded`, not in the text.
        static let decoded = Flags(rawValue: 1)
        /// The content, or that of some node inside, holds `${`.
        static let expression = Flags(rawValue: 2)
        /// The mapping has a merge key.
        static let merge = Flags(rawValue: 4)
        static let flow = Flags(rawValue: 8)
        static let anchored = Flags(rawValue: 16)
    }

    var start: UInt32
    var end: UInt32
    /// Scalar: where its content begins. Collection: how many children. Alias: the node it stands for.
    var first: UInt32
    /// Scalar: how long its content is. Collection: the index just behind everything in it.
    var second: UInt32
    var kind: Kind
    var style: YAMLStyle
    var tag: YAMLTag
    var flags: Flags
}

/// How a scalar was written.
package enum YAMLStyle: UInt8, Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

/// The tags that mean something here.
package enum YAMLTag: UInt8, Sendable {
    case none
    /// `!`: a string, whatever it looks like.
    case nonSpecific
    case null, bool, int, float, string, sequence, mapping
    /// Reported as a problem; the value is read as if it had none.
    case other
}

/// What a node is.
package enum YAMLKind: Sendable { case scalar, sequence, mapping }

/// One key of a mapping with its value, both with aliases followed.
package struct YAMLEntry: Sendable {
    package let key: Int
    package let value: Int
    /// True when it came in through a merge key.
    package let isMerged: Bool
}

extension YAMLTree {
    /// The node an alias stands for; any other node itself.
    package func resolve(_ index: Int) -> Int {
        nodes[index].kind == .alias ? Int(nodes[index].first) : index
    }

    package func kind(_ index: Int) -> YAMLKind {
        switch nodes[resolve(index)].kind {
        case .scalar, .alias: .scalar
        case .sequence: .sequence
        case .mapping: .mapping
        }
    }

    package func isAlias(_ index: Int) -> Bool { nodes[index].kind == .alias }
    package func isFlow(_ index: Int) -> Bool { nodes[index].flags.contains(.flow) }
    package func style(_ index: Int) -> YAMLStyle { nodes[index].style }
    package func tag(_ index: Int) -> YAMLTag { nodes[index].tag }

    /// Whether `${` occurs in the node or in anything inside it.
    package func hasExpression(_ index: Int) -> Bool { nodes[resolve(index)].flags.contains(.expression) }

    package func range(_ index: Int) -> YAMLRange {
        text.range(from: Int(nodes[index].start), to: Int(nodes[index].end))
    }

    /// The stretch of bytes that spells the node.
    package func bytes(of index: Int) -> Range<Int> { Int(nodes[index].start)..<Int(nodes[index].end) }

    /// Number of children: items of a sequence, keys and values of a mapping.
    package func childCount(_ index: Int) -> Int {
        let node = nodes[resolve(index)]
        return node.kind == .sequence || node.kind == .mapping ? Int(node.first) : 0
    }

    /// Items of a sequence; keys and values in turn of a mapping, merge keys as written. Aliases are not followed.
    package func children(_ index: Int) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(childCount(index))
        forEachChild(index) { result.append($0) }
        return result
    }

    /// Calls `body` with each child, as ``children(_:)`` lists them.
    package func forEachChild(_ index: Int, _ body: (Int) -> Void) {
        let collection = resolve(index)
        let node = nodes[collection]
        guard node.kind == .sequence || node.kind == .mapping else { return }
        var child = collection + 1
        for _ in 0..<node.first {
            body(child)
            child = next(child)
        }
    }

    /// Calls `body` with each entry, as ``entries(_:)`` lists them.
    package func forEachEntry(_ index: Int, _ body: (YAMLEntry) -> Void) {
        let mapping = resolve(index)
        let node = nodes[mapping]
        guard node.kind == .mapping else { return }
        guard !node.flags.contains(.merge) else { return mergedEntries(mapping).forEach(body) }
        var child = mapping + 1
        for _ in 0..<node.first / 2 {
            let value = next(child)
            body(YAMLEntry(key: resolve(child), value: resolve(value), isMerged: false))
            child = next(value)
        }
    }

    /// The entries of a mapping with merge keys carried out: its own first, then what it takes over and does not say
    /// itself, earlier sources before later ones. Wrong merges were reported by the parser and add nothing.
    package func entries(_ index: Int) -> [YAMLEntry] {
        var result: [YAMLEntry] = []
        result.reserveCapacity(childCount(index) / 2)
        forEachEntry(index) { result.append($0) }
        return result
    }

    private func mergedEntries(_ mapping: Int) -> [YAMLEntry] {
        var result: [YAMLEntry] = []
        var sources: [Int] = []
        let children = children(mapping)
        for position in stride(from: 0, to: children.count - 1, by: 2) {
            let (key, value) = (children[position], resolve(children[position + 1]))
            if isMergeKey(key) {
                sources += kind(value) == .sequence ? self.children(value).map(resolve) : [value]
            } else {
                result.append(YAMLEntry(key: resolve(key), value: value, isMerged: false))
            }
        }
        var known = Set(result.lazy.filter { kind($0.key) == .scalar }.map { string($0.key) })
        for source in sources where kind(source) == .mapping {
            // Keys that are lists or maps are never equal.
            for entry in entries(source)
            where kind(entry.key) != .scalar || known.insert(string(entry.key)).inserted {
                result.append(YAMLEntry(key: entry.key, value: entry.value, isMerged: true))
            }
        }
        return result
    }

    /// Whether a key is the merge key: `<<`, plain and without a tag.
    package func isMergeKey(_ index: Int) -> Bool {
        let node = nodes[index]
        return node.kind == .scalar && node.style == .plain && node.tag == .none && node.second == 2
            && !node.flags.contains(.decoded) && text.bytes[Int(node.first)] == 0x3C
            && text.bytes[Int(node.first) + 1] == 0x3C
    }

    /// The content of a scalar, escapes and folding carried out; empty for collections.
    package func string(_ index: Int) -> String {
        withContent(index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the content of a scalar.
    package func withContent<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let node = nodes[resolve(index)]
        guard node.kind == .scalar else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let range = Int(node.first)..<Int(node.first) + Int(node.second)
        if node.flags.contains(.decoded) {
            return decoded.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
        }
        return text.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The typed value of a scalar by the core schema; collections are asked for by `kind`.
    package func scalar(_ index: Int) -> YAMLScalar {
        let node = nodes[resolve(index)]
        return withContent(index) { YAMLScalar(content: $0, style: node.style, tag: node.tag) }
    }

    /// The node behind this one and everything in it.
    func next(_ index: Int) -> Int {
        let node = nodes[index]
        return node.kind == .sequence || node.kind == .mapping ? Int(node.second) : index + 1
    }
}
