import XimageTestSupport

/// Random choices that a seed repeats.
struct Draw {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed &* 0x9E37_79B9) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// Whether one of `count` equally likely things happens.
    mutating func one(of count: Int) -> Bool { number(1...count) == 1 }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0...choices.count - 1)] }
}
