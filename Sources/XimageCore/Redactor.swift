/// Finds secrets in texts of others and in quotations: whole, in pieces as a quotation that is cut leaves them, percent-encoded, escaped for
/// JSON, and in base64.
package struct Redactor: Sendable {
    /// Pieces of secrets by their length in bytes.
    private var pieces: [Int: Set<Piece>] = [:]
    /// The last two bytes of each piece: most texts have few of them.
    private var ends = Pairs()

    /// A set of pairs of bytes.
    private struct Pairs {
        private var bits: [UInt64] = []

        mutating func insert(_ pair: UInt16) {
            if bits.isEmpty { bits = [UInt64](repeating: 0, count: 1024) }
            bits[Int(pair >> 6)] |= 1 << UInt64(pair & 63)
        }

        func holds(_ pair: UInt16) -> Bool { bits[Int(pair >> 6)] >> UInt64(pair & 63) & 1 == 1 }
    }

    /// At most 16 bytes.
    private struct Piece: Hashable {
        var high: UInt64 = 0
        var low: UInt64 = 0

        mutating func append(_ byte: UInt8, length: Int) {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
            // Bytes beyond the length of the piece fall out at the front.
            if length < 8 {
                high = 0
                low &= (1 << UInt64(8 * length)) - 1
            } else if length < 16 {
                high &= (1 << UInt64(8 * (length - 8))) - 1
            }
        }
    }

    /// Shorter secrets would be found in ordinary words.
    private static let shortest = 4
    /// A piece of a key or password that is hidden; of longer texts, such as user data, ordinary words are this long.
    private static let piece = 8
    private static let longPiece = 16
    private static let longSecret = 256

    package init(_ secrets: [Secret] = []) { for secret in secrets { add(secret) } }

    /// Whether a run may keep every piece of it in memory.
    package static func isShort(_ secret: Secret) -> Bool { secret.reveal().utf8.count <= longSecret }

    /// - Parameters:
    ///   - isPartOfLongText: whether ordinary words are pieces of it.
    ///   - asWritten: looks for no other spellings; for texts of ours.
    package mutating func add(_ secret: Secret, isPartOfLongText: Bool = false, asWritten: Bool = false) {
        let plain = Array(secret.reveal().utf8)
        guard plain.count >= Self.shortest else { return }
        let most = isPartOfLongText || plain.count > Self.longSecret ? Self.longPiece : Self.piece
        for spelling in asWritten ? [plain] : Self.spellings(plain) where spelling.count >= Self.shortest {
            let length = min(most, spelling.count)
            Self.forEachPiece(of: spelling, length) { piece in
                pieces[length, default: []].insert(piece)
                ends.insert(UInt16(truncatingIfNeeded: piece.low))
            }
        }
    }

    /// Calls `body` with each piece of a length.
    private static func forEachPiece(of bytes: [UInt8], _ length: Int, _ body: (Piece) -> Void) {
        var piece = Piece()
        for (index, byte) in bytes.enumerated() {
            piece.append(byte, length: length)
            if index + 1 >= length { body(piece) }
        }
    }

    /// The text with `(sensitive)` in place of each stretch that is made of pieces.
    package func redacted(_ text: String) -> String {
        var text = text
        let bytes = text.withUTF8 { redacted(UnsafeRawBufferPointer($0)) }
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The same of bytes; `nil` where none are secret, which costs little.
    package func redacted(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard !pieces.isEmpty else { return nil }
        var isSecret: [Bool] = []
        var pair: UInt16 = 0
        for index in bytes.indices {
            pair = pair << 8 | UInt16(bytes[index])
            guard ends.holds(pair) else { continue }
            for (length, known) in pieces where index + 1 >= length {
                let start = index + 1 - length
                var piece = Piece()
                for byte in bytes[start...index] { piece.append(byte, length: length) }
                guard known.contains(piece) else { continue }
                if isSecret.isEmpty { isSecret = [Bool](repeating: false, count: bytes.count) }
                for place in start...index { isSecret[place] = true }
            }
        }
        guard !isSecret.isEmpty else { return nil }
        var result: [UInt8] = []
        for index in bytes.indices {
            if !isSecret[index] {
                result.append(bytes[index])
            } else if index == 0 || !isSecret[index - 1] {
                result += Array("(sensitive)".utf8)
            }
        }
        return result
    }

    private static func spellings(_ plain: [UInt8]) -> Set<[UInt8]> {
        let encoded = PercentEncoding.encode(bytes: plain)
        var result: Set<[UInt8]> = [plain, Array(encoded.utf8), Array(encoded.lowercased().utf8)]
        for escapesSlash in [false, true] {
            result.insert(
                plain.flatMap { byte -> [UInt8] in
                    switch byte {
                    case 0x22, 0x5C: [0x5C, byte]
                    case 0x2F where escapesSlash: [0x5C, byte]
                    case 0x0A: Array("\\n".utf8)
                    case 0x09: Array("\\t".utf8)
                    default: [byte]
                    }
                })
        }
        // What stands before a secret inside a larger text in base64 shifts its bits.
        for shift in 0..<3 { result.insert(base64(plain, shiftedBy: shift)) }
        return result
    }

    /// The digits that depend on nothing but the secret, when `shift` bytes stand before it.
    private static func base64(_ plain: [UInt8], shiftedBy shift: Int) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = [UInt8](repeating: 0, count: shift) + plain
        let whole = bytes.count * 8 / 6
        let first = (shift * 8 + 5) / 6
        guard first < whole else { return [] }
        return (first..<whole).map { digit in
            let (index, offset) = (digit * 6).quotientAndRemainder(dividingBy: 8)
            let next = index + 1 < bytes.count ? UInt16(bytes[index + 1]) : 0
            let pair = UInt16(bytes[index]) << 8 | next
            return digits[Int(pair >> (10 - UInt16(offset)) & 63)]
        }
    }
}
