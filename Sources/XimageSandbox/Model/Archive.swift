/// Reads or writes the attributes of a record, in order. One function per record serves both directions, so that what is
/// written and what is read cannot drift apart.
///
/// Attributes may only ever be added at the end: a reader that runs out of bytes leaves the rest at their defaults.
protocol Archive {
    mutating func field(_ value: inout String)
    mutating func field(_ value: inout Int)
    mutating func field(_ value: inout Bool)
    mutating func field(_ value: inout UInt8)
    mutating func field(_ value: inout ObjectID)
    mutating func field(_ value: inout ObjectID?)
    mutating func field(_ value: inout Timestamp)
    mutating func field<Element: Archivable>(_ values: inout [Element])
}

extension Archive {
    mutating func field<Code: RawRepresentable<UInt8>>(_ value: inout Code) {
        var raw = value.rawValue
        field(&raw)
        if let read = Code(rawValue: raw) { value = read }
    }
}

/// A part of a record.
protocol Archivable {
    init()
    mutating func visit<A: Archive>(_ archive: inout A)
}

extension ObjectID: Archivable {
    init() { self.init(high: 0, low: 0) }
    mutating func visit<A: Archive>(_ archive: inout A) { archive.field(&self) }
}

extension String: Archivable {
    mutating func visit<A: Archive>(_ archive: inout A) { archive.field(&self) }
}

extension Int: Archivable {
    mutating func visit<A: Archive>(_ archive: inout A) { archive.field(&self) }
}

struct ArchiveWriter: Archive {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(256) }

    mutating func field(_ value: inout String) {
        append(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func field(_ value: inout Int) {
        append(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
    }

    mutating func field(_ value: inout Bool) { bytes.append(value ? 1 : 0) }
    mutating func field(_ value: inout UInt8) { bytes.append(value) }

    mutating func field(_ value: inout ObjectID) {
        append(fixed: value.high)
        append(fixed: value.low)
    }

    mutating func field(_ value: inout ObjectID?) {
        bytes.append(value == nil ? 0 : 1)
        if var id = value { field(&id) }
    }

    mutating func field(_ value: inout Timestamp) { append(fixed: UInt64(bitPattern: value.microseconds)) }

    mutating func field<Element: Archivable>(_ values: inout [Element]) {
        append(UInt64(values.count))
        for index in values.indices { values[index].visit(&self) }
    }

    /// The bytes with their checksum at the end. SQLite does not notice a flipped bit inside a row; this does.
    func sealed() -> [UInt8] {
        var sealed = bytes
        let sum = rowChecksum(bytes[...])
        for shift in stride(from: 0, to: 64, by: 8) {
            sealed.append(UInt8(truncatingIfNeeded: sum >> UInt64(shift)))
        }
        return sealed
    }

    private mutating func append(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func append(fixed number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

struct ArchiveReader: Archive {
    private let bytes: [UInt8]
    private let end: Int
    private var position = 0

    /// `nil` when the checksum at the end does not fit the bytes.
    init?(sealed bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        end = bytes.count - 8
        var sum: UInt64 = 0
        for index in 0..<8 { sum |= UInt64(bytes[end + index]) << UInt64(index * 8) }
        guard sum == rowChecksum(bytes[..<end]) else { return nil }
        self.bytes = bytes
    }

    mutating func field(_ value: inout String) {
        guard let count = number(), count <= UInt64(end - position) else { return }
        value = String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
        position += Int(count)
    }

    mutating func field(_ value: inout Int) {
        guard let raw = number() else { return }
        value = Int(raw >> 1) ^ -Int(raw & 1)
    }

    mutating func field(_ value: inout Bool) {
        if let byte = byte() { value = byte != 0 }
    }

    mutating func field(_ value: inout UInt8) {
        if let byte = byte() { value = byte }
    }

    mutating func field(_ value: inout ObjectID) {
        if let high = fixed(), let low = fixed() { value = ObjectID(high: high, low: low) }
    }

    mutating func field(_ value: inout ObjectID?) {
        guard let byte = byte() else { return }
        guard byte == 1 else {
            value = nil
            return
        }
        var id = ObjectID()
        field(&id)
        value = id
    }

    mutating func field(_ value: inout Timestamp) {
        if let raw = fixed() { value = Timestamp(microseconds: Int64(bitPattern: raw)) }
    }

    mutating func field<Element: Archivable>(_ values: inout [Element]) {
        guard let count = number(), count <= UInt64(end - position) else { return }
        values = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count {
            var element = Element()
            element.visit(&self)
            values.append(element)
        }
    }

    private mutating func byte() -> UInt8? {
        guard position < end else { return nil }
        position += 1
        return bytes[position - 1]
    }

    private mutating func number() -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = byte() {
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
            if shift > 63 { return nil }
        }
        return nil
    }

    private mutating func fixed() -> UInt64? {
        guard position + 8 <= end else { return nil }
        var result: UInt64 = 0
        for index in 0..<8 { result |= UInt64(bytes[position + index]) << UInt64(index * 8) }
        position += 8
        return result
    }
}

/// FNV-1a over the bytes, then mixed, so that any single flipped bit changes it.
func rowChecksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBufferPointer { buffer in
        for byte in buffer { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
    return ObjectID.mix(sum)
}
