/// The numbers of generations, which marks and names carry. Whoever may write tags can write any: what no generation could
/// have is not read, so that counting on from it cannot overflow.
package enum GenerationNumber {
    /// The last one that a mark has room for.
    package static let last = 999_999
    /// From here on a plan warns.
    package static let warned = 900_000

    /// In the one form that it is written in: at most six digits, no sign, no leading zeros.
    static func read(_ text: some StringProtocol) -> Int? {
        guard (1...6).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != 0x30
        else { return nil }
        return Int(text)
    }
}
