/// The id of any object: 128 bits, written with dashes (`4f4b3dfa-0000-47cf-a60a-000000000004`) or, for projects and
/// most jobs, as 32 plain digits. Both forms are accepted everywhere.
struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    var high: UInt64
    var low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// `nil` unless the text is 32 hexadecimal digits, with or without dashes.
    init?(_ text: some StringProtocol) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "-") {
            guard let digit = hexValue(byte) else { return nil }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
            count += 1
        }
        guard count == 32 else { return nil }
        self.init(high: high, low: low)
    }

    /// The same id for the same words, on every machine: for objects that every data file has.
    init(naming words: String...) {
        var first: UInt64 = 0xcbf2_9ce4_8422_2325
        var second: UInt64 = 0x6c62_272e_07bb_0142
        for byte in words.joined(separator: "\u{1F}").utf8 {
            first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            second = (second ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
        }
        self.init(random: Self.mix(first), Self.mix(second))
    }

    /// A version-4 UUID of these random bits.
    init(random high: UInt64, _ low: UInt64) {
        self.init(
            high: high & 0xFFFF_FFFF_FFFF_0FFF | 0x0000_0000_0000_4000,
            low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    /// The finaliser of SplitMix64: spreads every input bit over the output.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    func appendDashed(to bytes: inout [UInt8]) {
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(digit(nibble))
        }
    }

    func appendPlain(to bytes: inout [UInt8]) {
        for nibble in 0..<32 { bytes.append(digit(nibble)) }
    }

    private func digit(_ nibble: Int) -> UInt8 {
        let half = nibble < 16 ? high : low
        return hexDigits[Int(half >> UInt64((15 - nibble & 15) * 4) & 15)]
    }

    /// The dashed form.
    var description: String {
        var bytes: [UInt8] = []
        appendDashed(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The form without dashes.
    var plain: String {
        var bytes: [UInt8] = []
        appendPlain(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
