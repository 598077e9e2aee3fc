/// The reflected CRC-32 of polynomial 0xEDB88320.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    private static func run(_ bytes: some Sequence<UInt8>, from start: UInt32) -> UInt32 {
        bytes.reduce(start) { value, byte in
            value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
        }
    }

    /// As in GPT.
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 { ~run(bytes, from: ~0) }

    /// As in LVM2: another start, and nothing inverted at the end.
    static func lvm(_ bytes: some Sequence<UInt8>) -> UInt32 { run(bytes, from: 0xF597_A6CF) }
}
