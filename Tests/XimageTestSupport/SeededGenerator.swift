/// Random numbers that a seed repeats. Source: SplitMix64, Steele, Lea and Flood 2014.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// A text of up to `length` scalars from everywhere, the dangerous ones more often than others.
    package mutating func text(upTo length: Int) -> String {
        var result = ""
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            let value: UInt32 =
                switch Int.random(in: 0..<6, using: &self) {
                case 0: UInt32.random(in: 0...0x1F, using: &self)
                case 1: UInt32.random(in: 0x7F...0x9F, using: &self)
                case 2: Self.steering.randomElement(using: &self) ?? 0x202E
                case 3: UInt32.random(in: 0x4E00...0x4EFF, using: &self)
                case 4: UInt32.random(in: 0x300...0x36F, using: &self)
                default: UInt32.random(in: 0x20...0x7E, using: &self)
                }
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    private static let steering: [UInt32] = [
        0x1B, 0x9B, 0x61C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
        0x2069,
        0x2028, 0x2029, 0xFEFF, 0x200B, 0x7,
    ]
}
