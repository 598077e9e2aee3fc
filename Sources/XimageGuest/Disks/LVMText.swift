/// The text form of LVM2 metadata: sections in braces, `key = value`, lists in brackets.
indirect enum LVMNode: Sendable {
    case section([(name: String, node: LVMNode)])
    case number(Int64)
    case text(String)
    case list([LVMNode])

    subscript(name: String) -> LVMNode? {
        guard case .section(let members) = self else { return nil }
        return members.first { $0.name == name }?.node
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int64? { if case .number(let number) = self { number } else { nil } }
    var members: [(name: String, node: LVMNode)] { if case .section(let all) = self { all } else { [] } }
    /// Texts of a list, or a lone text.
    var texts: [String] {
        switch self {
        case .list(let items): items.compactMap(\.text)
        case .text(let text): [text]
        case .number, .section: []
        }
    }
}

/// Parses metadata text that nobody vouches for: bounded depth and size, no recursion into itself beyond that.
struct LVMTextParser {
    private let bytes: [UInt8]
    private var position = 0
    private var nodes = 0

    private static let maximumDepth = 12
    private static let maximumNodes = 2_000_000

    /// `nil` when it is no such text.
    static func parse(_ bytes: [UInt8]) -> LVMNode? {
        var parser = LVMTextParser(bytes: bytes)
        return parser.section(depth: 0, isRoot: true)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlank() {
        while let byte = current {
            if byte == UInt8(ascii: "#") {
                while let byte = current, byte != 0x0A { position += 1; _ = byte }
            } else if byte == 0x20 || (0x09...0x0D).contains(byte) || byte == 0 {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func section(depth: Int, isRoot: Bool) -> LVMNode? {
        guard depth <= Self.maximumDepth else { return nil }
        var members: [(name: String, node: LVMNode)] = []
        while true {
            skipBlank()
            guard let byte = current else { return isRoot ? .section(members) : nil }
            if byte == UInt8(ascii: "}") {
                position += 1
                return isRoot ? nil : .section(members)
            }
            guard let name = name() else { return nil }
            skipBlank()
            nodes += 1
            guard nodes <= Self.maximumNodes, let sign = current else { return nil }
            position += 1
            switch sign {
            case UInt8(ascii: "{"):
                guard let node = section(depth: depth + 1, isRoot: false) else { return nil }
                members.append((name, node))
            case UInt8(ascii: "="):
                skipBlank()
                guard let node = value(depth: depth + 1) else { return nil }
                members.append((name, node))
            default: return nil
            }
        }
    }

    private mutating func name() -> String? {
        let start = position
        while let byte = current, Self.isWord(byte) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    /// Letters, digits and what LVM allows in names.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("_-+./@".utf8).contains(byte)
        }
    }

    private mutating func value(depth: Int) -> LVMNode? {
        nodes += 1
        guard depth <= Self.maximumDepth, nodes <= Self.maximumNodes, let byte = current else { return nil }
        switch byte {
        case UInt8(ascii: "\""): return quoted().map { .text($0) }
        case UInt8(ascii: "["):
            position += 1
            var items: [LVMNode] = []
            while true {
                skipBlank()
                guard let next = current else { return nil }
                if next == UInt8(ascii: "]") {
                    position += 1
                    return .list(items)
                }
                if next == UInt8(ascii: ",") {
                    position += 1
                    continue
                }
                guard let item = value(depth: depth + 1) else { return nil }
                items.append(item)
            }
        default:
            guard let word = name() else { return nil }
            return Int64(word).map { .number($0) } ?? .text(word)
        }
    }

    private mutating func quoted() -> String? {
        position += 1
        var result: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let next = current else { return nil }
                position += 1
                result.append(next)
            default: result.append(byte)
            }
        }
        return nil
    }
}
