/// Bytes that cannot be what was written. Behind a valid checksum it means a file from another version.
struct MalformedBytes: Error, Hashable {
    var what: String
}

/// Writes the compact forms of state: numbers as variable-length integers, texts with their length,
/// identifiers packed.
///
/// Equal values give equal bytes.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    /// Seven bits a byte, lowest first.
    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ value: Int) { number(UInt64(bitPattern: Int64(value))) }

    /// Small magnitudes of either sign stay short.
    mutating func signed(_ value: Int64) {
        number(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func blob(_ value: [UInt8]) {
        number(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Twice the length and the UTF-8 bytes; identifiers in hexadecimal take their 16 bytes.
    mutating func text(_ value: String) {
        var copy = value
        copy.withUTF8 { utf8 in
            if let form = PackedIdentifier(utf8) {
                number(form.tag)
                bytes.append(contentsOf: form.packed)
            } else {
                number(UInt64(utf8.count) << 1)
                bytes.append(contentsOf: utf8)
            }
        }
    }

    /// A text that may be absent: 0, or 1 and the text.
    mutating func optionalText(_ value: String?) {
        byte(value == nil ? 0 : 1)
        if let value { text(value) }
    }
}

/// Reads what ``ByteWriter`` wrote, without copying and never beyond the end.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(MalformedBytes) -> UInt8 {
        guard position < bytes.count else { throw MalformedBytes(what: "cut off") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number() throws(MalformedBytes) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || (shift == 63 && next <= 1) else {
                throw MalformedBytes(what: "number too long")
            }
            result |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return result }
            shift += 7
        }
    }

    mutating func int() throws(MalformedBytes) -> Int { Int(Int64(bitPattern: try number())) }

    mutating func signed() throws(MalformedBytes) -> Int64 {
        let raw = try number()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// How many elements follow; never more than bytes are left.
    mutating func count() throws(MalformedBytes) -> Int {
        let value = try number()
        guard value <= UInt64(bytes.count - position) else { throw MalformedBytes(what: "too many elements") }
        return Int(value)
    }

    mutating func take(_ count: Int) throws(MalformedBytes) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - position else { throw MalformedBytes(what: "cut off") }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    mutating func blob() throws(MalformedBytes) -> UnsafeRawBufferPointer { try take(try count()) }

    mutating func text() throws(MalformedBytes) -> String {
        let header = try number()
        if header & 1 == 1 {
            guard let dashed = PackedIdentifier.isDashed(tag: header) else {
                throw MalformedBytes(what: "unknown form of text")
            }
            return PackedIdentifier.text(try take(16), dashed: dashed)
        }
        guard header >> 1 <= UInt64(bytes.count - position) else { throw MalformedBytes(what: "cut off") }
        return String(decoding: try take(Int(header >> 1)), as: UTF8.self)
    }

    mutating func optionalText() throws(MalformedBytes) -> String? {
        switch try byte() {
        case 0: nil
        case 1: try text()
        default: throw MalformedBytes(what: "unknown form of text")
        }
    }
}

/// A cloud identifier of 32 lower-case hexadecimal digits, with or without dashes, as its 16 bytes.
private struct PackedIdentifier {
    let tag: UInt64
    let packed: [UInt8]

    private static let dashPositions = [8, 13, 18, 23]

    /// `nil` when the text is no such identifier.
    init?(_ utf8: UnsafeBufferPointer<UInt8>) {
        let dashed = utf8.count == 36
        guard dashed || utf8.count == 32 else { return nil }
        var packed: [UInt8] = []
        packed.reserveCapacity(16)
        var high: UInt8?
        for (index, character) in utf8.enumerated() {
            if dashed, Self.dashPositions.contains(index) {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                packed.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        tag = dashed ? 1 : 3
        self.packed = packed
    }

    /// `nil` for a tag that no version writes.
    static func isDashed(tag: UInt64) -> Bool? {
        switch tag {
        case 1: true
        case 3: false
        default: nil
        }
    }

    static func text(_ packed: UnsafeRawBufferPointer, dashed: Bool) -> String {
        func digit(_ value: UInt8) -> UInt8 {
            value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a")
        }
        return String(unsafeUninitializedCapacity: dashed ? 36 : 32) { buffer in
            var position = 0
            for (index, value) in packed.enumerated() {
                if dashed, index == 4 || index == 6 || index == 8 || index == 10 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                buffer[position] = digit(value >> 4)
                buffer[position + 1] = digit(value & 15)
                position += 2
            }
            return position
        }
    }
}

/// 64-bit FNV-1a. Any change of a single byte changes the sum; it guards against bad disks, not against
/// people.
struct Checksum {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var sum = value
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        value = sum
    }

    mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { add($0) }
    }

    /// With its length, so that neighbours cannot trade bytes.
    mutating func add(_ text: String) {
        add(Int64(text.utf8.count))
        for byte in text.utf8 { add(byte) }
    }

    /// As SQLite keeps it.
    var stored: Int64 { Int64(bitPattern: value) }
}
