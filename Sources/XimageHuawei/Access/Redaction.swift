package import XimageCore

/// Finds secrets in texts of a service: whole, in pieces as a quotation that is cut leaves them, percent-encoded, escaped for
/// JSON, and in base64.
package struct Redactor: Sendable {
    /// Pieces of secrets by their length in bytes.
    private var pieces: [Int: Set<[UInt8]>] = [:]

    /// Shorter secrets would be found in ordinary words.
    private static let shortest = 4
    /// A piece of a key or password that is hidden; of longer texts, such as user data, ordinary words are this long.
    private static let piece = 8
    private static let longPiece = 16
    private static let longSecret = 256

    package init(_ secrets: [Secret] = []) { for secret in secrets { add(secret) } }

    /// Whether a run may keep every piece of it in memory.
    static func isShort(_ secret: Secret) -> Bool { secret.reveal().utf8.count <= longSecret }

    package mutating func add(_ secret: Secret) {
        let plain = Array(secret.reveal().utf8)
        guard plain.count >= Self.shortest else { return }
        let most = plain.count > Self.longSecret ? Self.longPiece : Self.piece
        for spelling in Self.spellings(plain) where spelling.count >= Self.shortest {
            let length = min(most, spelling.count)
            for start in 0...spelling.count - length {
                pieces[length, default: []].insert(Array(spelling[start..<start + length]))
            }
        }
    }

    /// The text with `(sensitive)` in place of each stretch that is made of pieces.
    package func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        var found = false
        for (length, known) in pieces where length <= bytes.count {
            for start in 0...bytes.count - length where known.contains(Array(bytes[start..<start + length])) {
                for index in start..<start + length { isSecret[index] = true }
                found = true
            }
        }
        guard found else { return text }
        var result: [UInt8] = []
        for index in bytes.indices {
            if !isSecret[index] {
                result.append(bytes[index])
            } else if index == 0 || !isSecret[index - 1] {
                result += Array("(sensitive)".utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
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
