import XimageCore

/// The bytes of an address in state. Their order, byte by byte, is the order of addresses, so that an index
/// on them reads in the order of plans.
///
/// ```
/// kind · name 0 · (0 | 1 length index | 2 key 0) · part 0 · [length generation]
/// ```
enum AddressKey {
    /// `nil` for an address that no manifest can hold: with a NUL, or a negative number.
    static func encode(_ address: Address) -> [UInt8]? {
        var key: [UInt8] = []
        key.reserveCapacity(24)
        key.append(code(of: address.kind))
        guard append(address.name, to: &key) else { return nil }
        switch address.instance {
        case nil: key.append(0)
        case .index(let index):
            guard index >= 0 else { return nil }
            key.append(1)
            append(UInt64(index), to: &key)
        case .key(let text):
            key.append(2)
            guard append(text, to: &key) else { return nil }
        }
        guard address.part?.isEmpty != true, append(address.part ?? "", to: &key) else { return nil }
        if let generation = address.generation {
            guard generation >= 0 else { return nil }
            append(UInt64(generation), to: &key)
        }
        return key
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) throws(MalformedBytes) -> Address {
        var reader = KeyReader(bytes: bytes)
        guard let kind = kind(of: try reader.byte()) else {
            throw MalformedBytes(what: "unknown kind of resource")
        }
        var address = Address(kind, try reader.text())
        switch try reader.byte() {
        case 0: break
        case 1: address.instance = .index(try reader.number())
        case 2: address.instance = .key(try reader.text())
        default: throw MalformedBytes(what: "unknown kind of instance")
        }
        let part = try reader.text()
        if !part.isEmpty { address.part = part }
        if !reader.isAtEnd { address.generation = try reader.number() }
        guard reader.isAtEnd else { throw MalformedBytes(what: "address too long") }
        return address
    }

    /// Frozen: these numbers stand in files.
    private static func code(of kind: ResourceKind) -> UInt8 {
        switch kind {
        case .vault: 10
        case .server: 20
        case .disk: 30
        case .image: 40
        case .copy: 50
        }
    }

    private static func kind(of code: UInt8) -> ResourceKind? {
        switch code {
        case 10: .vault
        case 20: .server
        case 30: .disk
        case 40: .image
        case 50: .copy
        default: nil
        }
    }

    private static func append(_ text: String, to key: inout [UInt8]) -> Bool {
        for byte in text.utf8 {
            if byte == 0 { return false }
            key.append(byte)
        }
        key.append(0)
        return true
    }

    /// Length and big-endian bytes: longer numbers are larger ones.
    private static func append(_ number: UInt64, to key: inout [UInt8]) {
        let length = (64 - number.leadingZeroBitCount + 7) / 8
        key.append(UInt8(length))
        for index in (0..<length).reversed() {
            key.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))))
        }
    }
}

private struct KeyReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(MalformedBytes) -> UInt8 {
        guard position < bytes.count else { throw MalformedBytes(what: "address cut off") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func text() throws(MalformedBytes) -> String {
        var end = position
        while end < bytes.count, bytes[end] != 0 { end += 1 }
        guard end < bytes.count else { throw MalformedBytes(what: "address cut off") }
        defer { position = end + 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    mutating func number() throws(MalformedBytes) -> Int {
        let length = try byte()
        guard length <= 8 else { throw MalformedBytes(what: "number too long") }
        var result: UInt64 = 0
        for _ in 0..<length { result = result << 8 | UInt64(try byte()) }
        guard let number = Int(exactly: result) else { throw MalformedBytes(what: "number too long") }
        return number
    }
}
