/// The stable name of a resource: `vault.main`, `server.web["blue"]`, `disk.web["blue"].data`, `image.golden@3`,
/// `copy.golden.south@3`.
///
/// Two addresses are equal when their texts are equal. An address without a generation names the series of an
/// image or copy, never one of its generations.
package struct Address: Hashable, Sendable {
    package var kind: ResourceKind
    /// The key under `vaults:`, `servers:` or `images:`.
    package var name: String
    /// Which instance of a block with `forEach`, `count` or a selector.
    package var instance: InstanceKey?
    /// The disk's key for disks, the copy's key for copies; `nil` for all other kinds.
    package var part: String?
    /// 1 and up for one generation of an image or copy; `nil` for the series and for all other kinds.
    package var generation: Int?

    package init(
        _ kind: ResourceKind, _ name: String, instance: InstanceKey? = nil, part: String? = nil,
        generation: Int? = nil
    ) {
        self.kind = kind
        self.name = name
        self.instance = instance
        self.part = part
        self.generation = generation
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        switch instance {
        case .key(let key): hasher.combine(key)
        case .index(let index): hasher.combine(index)
        case nil: break
        }
        if let part { hasher.combine(part) }
        hasher.combine(kind.rank << 32 ^ (generation ?? 0))
    }

    /// The same address without its generation.
    package var series: Address {
        var copy = self
        copy.generation = nil
        return copy
    }

    /// The given generation of this series.
    package func generation(_ number: Int) -> Address {
        var copy = self
        copy.generation = number
        return copy
    }

    /// The block of an instance; of a disk or a copy, its key stays.
    package var block: Address {
        var copy = self
        copy.instance = nil
        copy.generation = nil
        return copy
    }

    /// The server a disk belongs to; `nil` for all other kinds.
    package var owner: Address? {
        kind == .disk ? Address(.server, name, instance: instance) : nil
    }
}

/// Tells the instances of one block apart.
package enum InstanceKey: Hashable, Sendable {
    case key(String)
    case index(Int)
}

extension InstanceKey: Comparable {
    /// Indices before keys; indices by number, keys by their characters, which are ASCII.
    package static func < (a: InstanceKey, b: InstanceKey) -> Bool {
        switch (a, b) {
        case (.index(let x), .index(let y)): x < y
        case (.index, .key): true
        case (.key, .index): false
        case (.key(let x), .key(let y)): x < y
        }
    }
}

extension Address: Comparable {
    /// By kind, then name, instance, part and generation: the order of plans and lists.
    package static func < (a: Address, b: Address) -> Bool {
        if a.kind != b.kind { return a.kind < b.kind }
        if a.name != b.name { return a.name < b.name }
        if a.instance != b.instance {
            guard let x = a.instance else { return true }
            guard let y = b.instance else { return false }
            return x < y
        }
        if a.part != b.part { return (a.part ?? "") < (b.part ?? "") }
        return (a.generation ?? 0) < (b.generation ?? 0)
    }
}

extension Address: CustomStringConvertible {
    package var description: String {
        var text = "\(kind.rawValue).\(name)"
        switch instance {
        case .key(let key): text += "[\"\(key)\"]"
        case .index(let index): text += "[\(index)]"
        case nil: break
        }
        if let part { text += ".\(part)" }
        if let generation { text += "@\(generation)" }
        return text
    }
}

extension Address: LosslessStringConvertible, Codable {
    /// Reads the text form; `nil` when it is not an address.
    package init?(_ text: String) {
        var parser = AddressParser(text)
        guard let address = parser.address() else { return nil }
        self = address
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let address = Address(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an address: \(text)"))
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Reads `kind.name[instance].part@generation`.
private struct AddressParser {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    mutating func address() -> Address? {
        guard let kindText = word(), let kind = ResourceKind(rawValue: kindText), take("."),
            let name = word()
        else { return nil }
        var address = Address(kind, name)
        if take("[") {
            guard let instance = instance(), take("]") else { return nil }
            address.instance = instance
        }
        if take(".") {
            guard kind == .disk || kind == .copy, let part = word() else { return nil }
            address.part = part
        }
        if take("@") {
            guard kind == .image || kind == .copy, let number = GenerationNumber.read(Substring(rest)),
                number > 0
            else { return nil }
            address.generation = number
            rest = rest[rest.endIndex...]
        }
        guard rest.isEmpty, (address.part != nil) == (kind == .disk || kind == .copy) else { return nil }
        return address
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character.asciiValue else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func word() -> String? {
        let end = rest.firstIndex { !isWordByte($0) } ?? rest.endIndex
        guard end != rest.startIndex else { return nil }
        defer { rest = rest[end...] }
        return String(rest[..<end])
    }

    /// In the one form that it is written in: two texts are never the same address.
    private mutating func number() -> Int? {
        let end = rest.firstIndex { !(0x30...0x39).contains($0) } ?? rest.endIndex
        guard rest.first != 0x30 || rest.index(after: rest.startIndex) == end else { return nil }
        defer { rest = rest[end...] }
        return String(rest[..<end]).flatMap { Int($0) }
    }

    private mutating func instance() -> InstanceKey? {
        if take("\"") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\"")), end != rest.startIndex else {
                return nil
            }
            defer { rest = rest[rest.index(after: end)...] }
            return String(rest[..<end]).map { .key($0) }
        }
        return number().map { .index($0) }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
