import Crypto

extension ContentNode {
    /// Bytes of one chunk. A disk is a tree of chunks by content: equal chunks are stored once, chunks of zeros not at all.
    static let chunkSize = 65_536
    /// Children of one node, and how many levels of nodes lie above the chunks: together they span 256 TiB.
    static let fanOut = 256
    static let depth = 4

    /// The nodes that this one lists: none for a chunk.
    var children: [ObjectID] {
        guard level > 0 else { return [] }
        return entries.values.map(\.self)
    }

    /// Child by position.
    var entries: [UInt8: ObjectID] {
        var entries: [UInt8: ObjectID] = [:]
        var index = 0
        while index + 17 <= body.count {
            var high: UInt64 = 0
            var low: UInt64 = 0
            for byte in body[(index + 1)..<(index + 9)] { high = high << 8 | UInt64(byte) }
            for byte in body[(index + 9)..<(index + 17)] { low = low << 8 | UInt64(byte) }
            entries[body[index]] = ObjectID(high: high, low: low)
            index += 17
        }
        return entries
    }

    init(level: UInt8, body: [UInt8]) {
        var hasher = SHA256()
        hasher.update(data: [level])
        hasher.update(data: body)
        let digest = Array(hasher.finalize())
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in digest[0..<8] { high = high << 8 | UInt64(byte) }
        for byte in digest[8..<16] { low = low << 8 | UInt64(byte) }
        self.init(id: ObjectID(high: high, low: low), level: level, body: body)
    }

    init(level: UInt8, entries: [UInt8: ObjectID]) {
        var body: [UInt8] = []
        body.reserveCapacity(entries.count * 17)
        for (position, id) in entries.sorted(by: { $0.key < $1.key }) {
            body.append(position)
            withUnsafeBytes(of: id.high.bigEndian) { body.append(contentsOf: $0) }
            withUnsafeBytes(of: id.low.bigEndian) { body.append(contentsOf: $0) }
        }
        self.init(level: level, body: body)
    }
}

/// Reads and writes ranges of the disk contents in the data file.
struct ContentStore: Sendable {
    let file: DataFile

    private var tree: ContentTree { ContentTree { try file.node($0) } }

    /// `count` bytes from `offset`; what was never written is zero.
    func read(_ root: ObjectID?, offset: Int, count: Int) throws -> [UInt8] {
        try tree.read(root, offset: offset, count: count)
    }

    /// The new root and the nodes that must be stored for it, the lowest first; nil when all is zero.
    func write(_ bytes: [UInt8], at offset: Int, over root: ObjectID?) throws -> (
        root: ObjectID?, nodes: [ContentNode]
    ) {
        try tree.write(bytes, at: offset, over: root)
    }
}

/// Ranges of disk content as trees of nodes. Writing makes new nodes and never changes old ones, so a snapshot is the id
/// of a root, and costs nothing.
struct ContentTree {
    /// Looks up a node that is stored.
    let node: (ObjectID) throws -> (level: Int, body: [UInt8])?

    /// The content that begins as zeros and takes each piece in turn: its root, and the nodes it is made of.
    static func make(of pieces: [(offset: Int, bytes: [UInt8])]) throws -> (
        root: ObjectID?, nodes: [ContentNode]
    ) {
        var made: [ObjectID: ContentNode] = [:]
        var root: ObjectID?
        for piece in pieces where !piece.bytes.isEmpty {
            let known = made
            let tree = ContentTree { id in known[id].map { (Int($0.level), $0.body) } }
            let written = try tree.write(piece.bytes, at: piece.offset, over: root)
            root = written.root
            for node in written.nodes { made[node.id] = node }
        }
        var nodes: [ContentNode] = []
        var seen: Set<ObjectID> = []
        func collect(_ id: ObjectID) {
            guard seen.insert(id).inserted, let node = made[id] else { return }
            node.children.forEach(collect)
            nodes.append(node)
        }
        if let root { collect(root) }
        return (root, nodes)
    }

    /// `count` bytes from `offset`; what was never written is zero.
    func read(_ root: ObjectID?, offset: Int, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard let root else { return bytes }
        try fill(&bytes, from: offset, node: root, level: ContentNode.depth, nodeStart: 0)
        return bytes
    }

    private func fill(_ bytes: inout [UInt8], from offset: Int, node id: ObjectID, level: Int, nodeStart: Int)
        throws
    {
        guard let node = try self.node(id) else {
            throw SandboxError.damaged(path: "the data file", detail: "A piece of a disk is missing.")
        }
        if level == 0 {
            let start = max(offset, nodeStart)
            let end = min(offset + bytes.count, nodeStart + node.body.count)
            if start < end {
                bytes.replaceSubrange(
                    (start - offset)..<(end - offset),
                    with: node.body[(start - nodeStart)..<(end - nodeStart)])
            }
            return
        }
        let span = Self.span(of: level - 1)
        let entries = ContentNode(id: id, level: UInt8(level), body: node.body).entries
        for (position, child) in entries {
            let start = nodeStart + Int(position) * span
            if start < offset + bytes.count, start + span > offset {
                try fill(&bytes, from: offset, node: child, level: level - 1, nodeStart: start)
            }
        }
    }

    /// The new root and the nodes that must be stored for it, the lowest first; nil when all is zero.
    func write(_ bytes: [UInt8], at offset: Int, over root: ObjectID?) throws -> (
        root: ObjectID?, nodes: [ContentNode]
    ) {
        var nodes: [ContentNode] = []
        let new = try replace(root, with: bytes, at: offset, level: ContentNode.depth, nodeStart: 0, &nodes)
        return (new, nodes)
    }

    private func replace(
        _ id: ObjectID?, with bytes: [UInt8], at offset: Int, level: Int, nodeStart: Int,
        _ nodes: inout [ContentNode]
    ) throws -> ObjectID? {
        if level == 0 { return try replaceChunk(id, with: bytes, at: offset, chunkStart: nodeStart, &nodes) }
        var entries: [UInt8: ObjectID] = [:]
        if let id, let old = try node(id) {
            entries = ContentNode(id: id, level: UInt8(level), body: old.body).entries
        }
        let span = Self.span(of: level - 1)
        let first = max((offset - nodeStart) / span, 0)
        let last = min((offset + bytes.count - 1 - nodeStart) / span, ContentNode.fanOut - 1)
        if offset + bytes.count > nodeStart, first <= last {
            for position in first...last {
                let key = UInt8(position)
                entries[key] = try replace(
                    entries[key], with: bytes, at: offset, level: level - 1,
                    nodeStart: nodeStart + position * span, &nodes)
            }
        }
        guard !entries.isEmpty else { return nil }
        let new = ContentNode(level: UInt8(level), entries: entries)
        nodes.append(new)
        return new.id
    }

    private func replaceChunk(
        _ id: ObjectID?, with bytes: [UInt8], at offset: Int, chunkStart: Int, _ nodes: inout [ContentNode]
    ) throws -> ObjectID? {
        let start = max(offset, chunkStart)
        let end = min(offset + bytes.count, chunkStart + ContentNode.chunkSize)
        var chunk: [UInt8]
        if end - start == ContentNode.chunkSize {
            chunk = Array(bytes[(start - offset)..<(end - offset)])
        } else {
            chunk =
                try id.flatMap { try node($0)?.body }
                ?? [UInt8](repeating: 0, count: ContentNode.chunkSize)
            chunk.replaceSubrange(
                (start - chunkStart)..<(end - chunkStart), with: bytes[(start - offset)..<(end - offset)])
        }
        if chunk.allSatisfy({ $0 == 0 }) { return nil }
        let new = ContentNode(level: 0, body: chunk)
        nodes.append(new)
        return new.id
    }

    private static func span(of level: Int) -> Int {
        (0..<level).reduce(ContentNode.chunkSize) { size, _ in size * ContentNode.fanOut }
    }
}
