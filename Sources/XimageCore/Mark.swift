import Crypto

/// The two tags by which every object that ximage makes can be found again without any state.
///
/// The values fit the narrowest service: 43 characters of letters, digits, `-`, `_` and `.`
/// (source: IMS, ECS, EVS and CBR API references, resource tags).
package enum Mark {
    /// Key of the tag that says whose an object is.
    package static let ownerKey = "ximage"
    /// Key of the tag that says which operation made it.
    package static let operationKey = "ximage-op"
    package static let keys: Set<String> = [ownerKey, operationKey]
    /// Owner of an object that its project released: no address, and no project's.
    package static let released = "released"

    /// `<project>_<10 base32 characters of SHA-256(series address)>`.
    package static func owner(project: String, address: Address) -> String {
        "\(project)_\(digest(address.series.description, characters: 10))"
    }

    /// Whether an owner tag was written by this project, for whatever address.
    package static func belongs(_ owner: String, to project: String) -> Bool {
        guard let separator = owner.lastIndex(of: "_") else { return false }
        return owner[..<separator] == project && owner[separator...].utf8.count == 11
    }

    /// The first `characters` of a text's SHA-256 in lower-case base32 (5 bits a character).
    package static func digest(_ text: String, characters: Int) -> String {
        var result = ""
        var accumulator: UInt32 = 0
        var bits: UInt32 = 0
        for byte in SHA256.hash(data: Array(text.utf8)) {
            accumulator = (accumulator << 8) | UInt32(byte)
            bits += 8
            while bits >= 5 {
                if result.utf8.count == characters { return result }
                bits -= 5
                result.unicodeScalars.append(alphabet[Int((accumulator >> bits) & 31)])
            }
            // A full text leaves the rest of the hash unread; `bits` would outgrow the accumulator.
            if result.utf8.count == characters { break }
            accumulator &= (1 << bits) - 1
        }
        return result
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".unicodeScalars)
}

/// Names the state under which objects are created: 5 characters of `a-z2-7`, random, kept for the life of the state. Whoever
/// reads a mark can tell by it which state wrote it.
package struct MarkLineage: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count == 5, text.utf8.allSatisfy(OperationID.isAllowed) else { return nil }
        self.text = text
    }

    /// The first characters of an id that is random already.
    package init(of operation: OperationID) { text = String(operation.text.prefix(5)) }

    package var description: String { text }

    package static func < (a: MarkLineage, b: MarkLineage) -> Bool { a.text < b.text }
}

/// The value of the operation tag: `<20-character operation id>.g<generation>.<8-character digest>.<lineage>`, at most 43
/// characters. Marks of earlier versions have a digest of 10 characters and no lineage.
package struct OperationMark: Hashable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    package var operation: OperationID
    /// 0 where the resource has no generations.
    package var generation: Int
    /// Of what the object was made from; see ``ResourceRequest/digest``.
    package var digest: String
    /// Of the state that wrote it; `nil` in marks of earlier versions.
    package var lineage: MarkLineage?

    package init(operation: OperationID, generation: Int, digest: String, lineage: MarkLineage? = nil) {
        self.operation = operation
        self.generation = generation
        self.digest = digest
        self.lineage = lineage
    }

    package var description: String {
        let start = "\(operation).g\(generation)."
        return lineage.map { "\(start)\(digest.prefix(8)).\($0)" } ?? start + digest
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 || parts.count == 4, parts[1].first == "g",
            let generation = GenerationNumber.read(parts[1].dropFirst()),
            let operation = OperationID(String(parts[0])), !parts[2].isEmpty
        else { return nil }
        var lineage: MarkLineage?
        if parts.count == 4 {
            lineage = MarkLineage(String(parts[3]))
            guard lineage != nil else { return nil }
        }
        self.init(
            operation: operation, generation: generation, digest: String(parts[2]), lineage: lineage)
    }
}

/// Names one intent to create: 20 characters of `a-z2-7`, random, never used twice.
package struct OperationID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count == 20, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    package init(using random: inout some RandomNumberGenerator) {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
        text = String((0..<20).map { _ in alphabet[Int.random(in: 0..<32, using: &random)] })
    }

    package var description: String { text }

    package static func < (a: OperationID, b: OperationID) -> Bool { a.text < b.text }

    /// A UUID with the same information, for the idempotency header of the server API.
    package var uuid: String {
        var bytes = Array(SHA256.hash(data: Array(text.utf8)).prefix(16))
        bytes[6] = (bytes[6] & 0x0F) | 0x50
        bytes[8] = (bytes[8] & 0x3F) | 0x80
        let digits = bytes.map { byte in
            let hex = String(byte, radix: 16)
            return byte < 16 ? "0" + hex : hex
        }.joined()
        var parts: [Substring] = []
        var rest = Substring(digits)
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    fileprivate static func isAllowed(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "2")...UInt8(ascii: "7")).contains(byte)
    }
}
