internal import CYAML

/// What a text turned out to be. When a problem is fatal the tree holds what was read before it, for nothing but
/// showing.
package struct YAMLResult: Sendable {
    package var tree: YAMLTree
    package var problems: [YAMLProblem]

    package var isReadable: Bool { !problems.contains(where: \.isFatal) }
}

/// Reads one YAML text: libyaml's events, one at a time, into a ``YAMLTree``. Never recursive, never throws; depth,
/// sizes and aliases are bounded by `limits`.
package enum YAMLParser {
    package static func parse(_ bytes: [UInt8], limits: YAMLLimits = .init()) -> YAMLResult {
        guard bytes.count <= limits.fileBytes else {
            let empty = YAMLText([])
            return YAMLResult(
                tree: YAMLTree(text: empty),
                problems: [
                    .fileTooLarge(bytes.count, limit: limits.fileBytes, at: empty.range(from: 0, to: 0))
                ])
        }
        let text = YAMLText(bytes)
        if let fault = text.fault {
            return YAMLResult(tree: YAMLTree(text: text), problems: [.encoding(fault, in: text)])
        }
        return text.bytes.withUnsafeBufferPointer { buffer in
            guard let source = EventSource(buffer, allowance: 4 * limits.scalarBytes) else {
                return YAMLResult(
                    tree: YAMLTree(text: text), problems: [.noMemory(text.range(from: 0, to: 0))])
            }
            var builder = TreeBuilder(text: text, bytes: buffer, limits: limits)
            builder.run(source)
            return YAMLResult(tree: builder.tree, problems: builder.problems)
        }
    }
}

/// Builds the tree from events.
private struct TreeBuilder {
    var tree: YAMLTree
    var problems: [YAMLProblem] = []

    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: YAMLLimits
    private var cursor: MarkCursor
    private var open: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    private var aliases = Weight()
    private let mostNodes: Int

    /// What a node stands for with aliases followed.
    private struct Weight {
        var nodes = 0
        /// Bytes of scalars.
        var bytes = 0

        static func += (sum: inout Weight, other: Weight) {
            sum.nodes += other.nodes
            sum.bytes += other.bytes
        }
    }

    /// A collection whose end was not yet seen.
    private struct Frame {
        var node: Int
        var children: UInt32 = 0
        var weight = Weight(nodes: 1)
        /// Levels below.
        var height = 0
        var lastEnd: UInt32
        var anchor: String?
    }

    /// Small, for there may be very many.
    private struct Anchor {
        var node: UInt32
        /// Zero while the anchored collection is still open.
        var nodes: UInt32 = 0
        var bytes: UInt32 = 0
        var height: UInt32 = 0

        init(node: Int, weight: Weight? = nil, height: Int = 0) {
            self.node = UInt32(node)
            self.height = UInt32(height)
            nodes = UInt32(clamping: weight?.nodes ?? 0)
            bytes = UInt32(clamping: weight?.bytes ?? 0)
        }

        var weight: Weight? { nodes == 0 ? nil : Weight(nodes: Int(nodes), bytes: Int(bytes)) }
    }

    init(text: YAMLText, bytes: UnsafeBufferPointer<UInt8>, limits: YAMLLimits) {
        tree = YAMLTree(text: text)
        tree.nodes.reserveCapacity(bytes.count / 7 + 16)
        self.bytes = bytes
        self.limits = limits
        mostNodes = limits.nodes + bytes.count / 5
        cursor = MarkCursor(text)
    }

    mutating func run(_ source: consuming EventSource) {
        while true {
            guard let event = source.next() else {
                fail(source)
                return
            }
            switch event.pointee.type {
            case YAML_STREAM_END_EVENT: return
            case YAML_DOCUMENT_START_EVENT:
                anchors.removeAll()
                tree.documents.append(tree.nodes.count)
            case YAML_SCALAR_EVENT:
                guard scalar(event) else { return }
            case YAML_ALIAS_EVENT:
                guard alias(event) else { return }
            case YAML_SEQUENCE_START_EVENT:
                let data = event.pointee.data.sequence_start
                guard
                    begin(
                        .sequence, event, anchor: data.anchor, tag: data.tag,
                        isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE)
                else { return }
            case YAML_MAPPING_START_EVENT:
                let data = event.pointee.data.mapping_start
                guard
                    begin(
                        .mapping, event, anchor: data.anchor, tag: data.tag,
                        isFlow: data.style == YAML_FLOW_MAPPING_STYLE)
                else { return }
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: end(event)
            default: break
            }
            guard isWithinLimits() else { return }
        }
    }

    /// False, with a last problem, when the rest is not to be read.
    private mutating func isWithinLimits() -> Bool {
        if problems.count > limits.problems {
            problems.append(.tooManyProblems(limits.problems, at: problems[limits.problems].range))
            return false
        }
        if tree.nodes.count > mostNodes {
            problems.append(.tooManyNodes(mostNodes, at: point(tree.nodes.last.map { Int($0.start) } ?? 0)))
            return false
        }
        return true
    }

    private mutating func fail(_ source: borrowing EventSource) {
        let failure = source.failure
        if failure.isMemory {
            problems.append(.noMemory(point(cursor.locate(failure.problemMark, in: bytes))))
        } else if source.isExhausted {
            let offset = tree.nodes.last.map { Int($0.end) } ?? 0
            problems.append(.scalarTooLong(limits.scalarBytes, at: point(offset)))
        } else {
            let problem = cursor.locate(failure.problemMark, in: bytes)
            let context = failure.context == nil ? nil : cursor.locate(failure.contextMark, in: bytes)
            problems.append(
                SyntaxMessages.problem(
                    failure.problem, context: failure.context, at: problem, from: context, in: tree.text))
        }
    }

    private func point(_ offset: Int) -> YAMLRange {
        tree.text.range(from: offset, to: offset)
    }
}

// MARK: Events

extension TreeBuilder {
    private mutating func scalar(_ event: UnsafeMutablePointer<yaml_event_t>) -> Bool {
        let length = event.pointee.data.scalar.length
        let start = cursor.locate(event.pointee.start_mark, in: bytes)
        let end = cursor.locate(event.pointee.end_mark, in: bytes)
        let style: YAMLStyle =
            switch event.pointee.data.scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        guard length <= limits.scalarBytes else {
            problems.append(.scalarTooLong(limits.scalarBytes, at: point(start)))
            return false
        }
        let content = UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: length)
        var node = YAMLNode(
            start: UInt32(start), end: UInt32(end), first: 0, second: UInt32(length),
            kind: .scalar,
            style: style, tag: .none, flags: [])
        place(content, of: &node)
        if holdsExpression(content) { node.flags.insert(.expression) }
        if let tag = event.pointee.data.scalar.tag {
            node.tag = Tags.scalar(String(cString: tag), content: content, style: style) { kind, tag in
                problems.append(.tag(kind, tag, at: tree.text.range(from: start, to: end)))
            }
        }
        let anchor = event.pointee.data.scalar.anchor.map { String(cString: $0) }
        if anchor != nil { node.flags.insert(.anchored) }
        let weight = Weight(nodes: 1, bytes: length)
        let index = append(node, weight: weight)
        if let anchor { anchors[anchor] = Anchor(node: index, weight: weight) }
        return true
    }

    /// Finds the content in the text where its spelling is the content; keeps a copy otherwise.
    private mutating func place(_ content: UnsafeBufferPointer<UInt8>, of node: inout YAMLNode) {
        guard let value = content.baseAddress, !content.isEmpty else { return }
        let start = Int(node.start) + (node.style == .plain ? 0 : 1)
        // Tags and anchors stand in front of the scalar inside the event's range.
        let isWhole = Int(node.end) - Int(node.start) == content.count + (node.style == .plain ? 0 : 2)
        if isWhole, node.style != .literal, node.style != .folded, let base = bytes.baseAddress,
            start + content.count <= bytes.count, isEqual(base + start, value, content.count)
        {
            node.first = UInt32(start)
        } else {
            node.first = UInt32(tree.decoded.count)
            node.flags.insert(.decoded)
            tree.decoded.append(contentsOf: content)
        }
    }

    private func isEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        for index in 0..<count where a[index] != b[index] { return false }
        return true
    }

    private func holdsExpression(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
        guard content.count >= 3 else { return false }
        for index in 0..<content.count - 1 where content[index] == 0x24 && content[index + 1] == 0x7B {
            return true
        }
        return false
    }

    private mutating func alias(_ event: UnsafeMutablePointer<yaml_event_t>) -> Bool {
        let start = cursor.locate(event.pointee.start_mark, in: bytes)
        let end = cursor.locate(event.pointee.end_mark, in: bytes)
        let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
        let range = tree.text.range(from: start, to: end)
        var node = YAMLNode(
            start: UInt32(start), end: UInt32(end), first: 0, second: 0, kind: .scalar,
            style: .plain, tag: .none, flags: [])
        guard let anchor = anchors[name] else {
            problems.append(.unknownAnchor(at: range))
            append(node)
            return true
        }
        guard let weight = anchor.weight else {
            problems.append(.cyclicAnchor(at: range, anchor: tree.range(Int(anchor.node))))
            append(node)
            return true
        }
        aliases += weight
        guard aliases.nodes <= limits.aliasNodes else {
            problems.append(.tooManyAliasNodes(limits.aliasNodes, at: range))
            return false
        }
        guard aliases.bytes <= limits.aliasBytes else {
            problems.append(.tooMuchAliasText(limits.aliasBytes, at: range))
            return false
        }
        guard open.count + Int(anchor.height) <= limits.depth else {
            problems.append(.tooDeep(limits.depth, at: range))
            return false
        }
        node.kind = .alias
        node.first = anchor.node
        if tree.nodes[Int(anchor.node)].flags.contains(.expression) { node.flags.insert(.expression) }
        append(node, weight: weight, height: Int(anchor.height))
        return true
    }

    private mutating func begin(
        _ kind: YAMLNode.Kind, _ event: UnsafeMutablePointer<yaml_event_t>,
        anchor: UnsafeMutablePointer<UInt8>?,
        tag: UnsafeMutablePointer<UInt8>?, isFlow: Bool
    ) -> Bool {
        let start = cursor.locate(event.pointee.start_mark, in: bytes)
        let end = cursor.locate(event.pointee.end_mark, in: bytes)
        guard open.count < limits.depth else {
            problems.append(
                .tooDeep(limits.depth, at: tree.text.range(from: start, to: min(start + 1, bytes.count))))
            return false
        }
        var node = YAMLNode(
            start: UInt32(start), end: UInt32(end), first: 0, second: 0, kind: kind,
            style: .plain, tag: .none, flags: isFlow ? .flow : [])
        if let tag {
            node.tag = Tags.collection(String(cString: tag), isMapping: kind == .mapping) { kind, tag in
                problems.append(.tag(kind, tag, at: tree.text.range(from: start, to: end)))
            }
        }
        let name = anchor.map { String(cString: $0) }
        if name != nil { node.flags.insert(.anchored) }
        let index = tree.nodes.count
        tree.nodes.append(node)
        if let name { anchors[name] = Anchor(node: index) }
        open.append(Frame(node: index, lastEnd: UInt32(end), anchor: name))
        return true
    }

    private mutating func end(_ event: UnsafeMutablePointer<yaml_event_t>) {
        guard let frame = open.popLast() else { return }
        let isFlow = tree.nodes[frame.node].flags.contains(.flow)
        let end = isFlow ? UInt32(cursor.locate(event.pointee.end_mark, in: bytes)) : frame.lastEnd
        tree.nodes[frame.node].end = end
        tree.nodes[frame.node].first = frame.children
        tree.nodes[frame.node].second = UInt32(tree.nodes.count)
        if let name = frame.anchor, anchors[name].map({ Int($0.node) }) == frame.node {
            anchors[name] = Anchor(node: frame.node, weight: frame.weight, height: frame.height + 1)
        }
        if tree.nodes[frame.node].kind == .mapping { checkKeys(frame.node) }
        let hasExpression = tree.nodes[frame.node].flags.contains(.expression)
        count(end: end, weight: frame.weight, height: frame.height + 1, hasExpression: hasExpression)
    }

    @discardableResult
    private mutating func append(_ node: YAMLNode, weight: Weight = .init(nodes: 1), height: Int = 0) -> Int {
        tree.nodes.append(node)
        count(end: node.end, weight: weight, height: height, hasExpression: node.flags.contains(.expression))
        return tree.nodes.count - 1
    }

    /// Tells the collection around a finished node about it.
    private mutating func count(end: UInt32, weight: Weight, height: Int, hasExpression: Bool) {
        guard let last = open.indices.last else { return }
        open[last].children += 1
        open[last].weight += weight
        open[last].height = max(open[last].height, height)
        open[last].lastEnd = max(open[last].lastEnd, end)
        if hasExpression { tree.nodes[open[last].node].flags.insert(.expression) }
    }

    /// Equal keys and wrong merges of one finished mapping.
    private mutating func checkKeys(_ mapping: Int) {
        var keys: [Int] = []
        var child = mapping + 1
        for _ in 0..<tree.nodes[mapping].first / 2 {
            let value = tree.next(child)
            if tree.isMergeKey(child) {
                tree.nodes[mapping].flags.insert(.merge)
                if let wrong = wrongMergeSource(value) { problems.append(.wrongMerge(at: tree.range(wrong))) }
            }
            if tree.kind(child) == .scalar { keys.append(child) }
            child = tree.next(value)
        }
        let most = limits.problems + 1 - problems.count
        for (first, second) in KeyComparison.duplicates(keys, in: tree, most: most) {
            problems.append(
                .duplicateKey(tree.string(second), at: tree.range(second), first: tree.range(first)))
        }
    }

    /// The part of a merge's value that is no mapping.
    private func wrongMergeSource(_ value: Int) -> Int? {
        switch tree.kind(value) {
        case .mapping: nil
        case .scalar: value
        case .sequence: tree.children(value).first { tree.kind($0) != .mapping }
        }
    }
}
