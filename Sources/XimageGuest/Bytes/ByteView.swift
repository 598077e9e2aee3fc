/// Bytes that nobody vouches for. Every read is checked against their end: what is not there is `nil`, never a trap.
struct ByteView: Sendable {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    /// `count` bytes from an offset; `nil` when there are fewer.
    func slice(_ offset: Int, _ count: Int) -> ByteView? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            return nil
        }
        let start = bytes.startIndex + offset
        return ByteView(bytes[start..<start + count])
    }

    subscript(offset: Int) -> UInt8? {
        guard offset >= 0, offset < bytes.count else { return nil }
        return bytes[bytes.startIndex + offset]
    }

    var array: [UInt8] { Array(bytes) }

    var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    func holds(_ text: String, at offset: Int) -> Bool { holds(Array(text.utf8), at: offset) }

    func holds(_ wanted: [UInt8], at offset: Int) -> Bool {
        guard let part = slice(offset, wanted.count) else { return false }
        return part.bytes.elementsEqual(wanted)
    }

    // MARK: Numbers

    func little16(_ offset: Int) -> Int? { number(offset, 2, isBig: false).map { Int($0) } }
    func little32(_ offset: Int) -> UInt32? { number(offset, 4, isBig: false).map { UInt32($0) } }
    func little64(_ offset: Int) -> UInt64? { number(offset, 8, isBig: false) }
    func big16(_ offset: Int) -> Int? { number(offset, 2, isBig: true).map { Int($0) } }
    func big32(_ offset: Int) -> UInt32? { number(offset, 4, isBig: true).map { UInt32($0) } }
    func big64(_ offset: Int) -> UInt64? { number(offset, 8, isBig: true) }

    private func number(_ offset: Int, _ count: Int, isBig: Bool) -> UInt64? {
        guard let part = slice(offset, count) else { return nil }
        var result: UInt64 = 0
        for byte in isBig ? Array(part.bytes) : part.bytes.reversed() { result = result << 8 | UInt64(byte) }
        return result
    }

    /// Text up to the first NUL, control characters replaced.
    func text(_ offset: Int, _ count: Int) -> String? {
        guard let part = slice(offset, count) else { return nil }
        let visible = part.bytes.prefix { $0 != 0 }.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
        return String(decoding: visible, as: UTF8.self)
    }
}

extension UInt64 {
    /// As an offset on a disk; `nil` when no disk is that large.
    var offset: Int64? { self < 1 << 62 ? Int64(self) : nil }
}
