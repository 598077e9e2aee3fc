internal import XimageCore

/// What a key has to be called for its value to be hidden: near enough to `adminPassword` and `userData` that it may be one of
/// them with a typo, called a password or secret, or a variable that is sensitive.
struct SensitiveNames {
    /// Variables of the set that are sensitive.
    var variables: Set<String> = []
    /// Variables of the set that are not. Where a set has sensitive ones, a name that is neither may be one with a typo.
    var open: Set<String> = []
    /// Some file has sensitive variables whose names its errors hide.
    var areIncomplete = false

    var hasSensitive: Bool { areIncomplete || !variables.isEmpty }

    mutating func formUnion(_ other: SensitiveNames) {
        variables.formUnion(other.variables)
        open = open.union(other.open).subtracting(variables)
        areIncomplete = areIncomplete || other.areIncomplete
    }

    /// What a key says about its value.
    enum Finding {
        /// Nothing of it is shown.
        case secret
        /// A text or list is not shown; a map is something that has this name.
        case namedSo
    }

    /// - Parameter mayBeVariable: whether values of variables stand where the key is.
    func finding(_ key: some StringProtocol, mayBeVariable: Bool) -> Finding? {
        if mayBeVariable, variables.contains(String(key)) { return .namedSo }
        let letters = Self.letters(key)
        guard !letters.isEmpty else { return nil }
        if Self.secret.contains(where: { Self.isNear(letters, $0) }) { return .secret }
        return Self.hints.contains { Self.holds(letters, $0) } ? .namedSo : nil
    }

    /// Whether the value of a variable that is called so may be shown in files that hold nothing but values.
    func mayShow(_ name: String) -> Bool {
        finding(name, mayBeVariable: true) == nil && (!hasSensitive || open.contains(name))
    }

    /// `sensitive`, or what may be it with a typo.
    static func marksSensitive(_ key: some StringProtocol) -> Bool {
        isNear(letters(key), Array("sensitive".utf8))
    }

    /// Whether a text holds a word for which it has to be read.
    static func occur(in bytes: [UInt8]) -> Bool {
        let words = ["sens", "assw", "ecret", "user", "data", "dmin", "phras"].map { Array($0.utf8) }
        return bytes.indices.contains { start in
            words.contains { word in
                start + word.count <= bytes.count
                    && word.indices.allSatisfy { bytes[start + $0] | 0x20 == word[$0] }
            }
        }
    }

    private static let secret = ["adminpassword", "userdata"].map { Array($0.utf8) }
    private static let hints = ["password", "passwd", "passphrase", "secret"].map { Array($0.utf8) }

    private static func letters(_ key: some StringProtocol) -> [UInt8] {
        guard key.utf8.count <= 64 else { return [] }
        return key.utf8.compactMap { byte in
            let small = byte | 0x20
            return (0x61...0x7A).contains(small) ? small : nil
        }
    }

    private static func isNear(_ letters: [UInt8], _ word: [UInt8]) -> Bool {
        abs(letters.count - word.count) <= 2 && Nearest.distance(letters, word) <= 2
    }

    private static func holds(_ letters: [UInt8], _ word: [UInt8]) -> Bool {
        guard letters.count >= word.count else { return false }
        return (0...letters.count - word.count).contains { letters[$0..<$0 + word.count].elementsEqual(word) }
    }
}
