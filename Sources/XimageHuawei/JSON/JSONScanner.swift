package import NIOCore
import XimageCore

/// Why a text is not the JSON that was expected.
package enum JSONFailure: Error, Hashable, Sendable {
    /// Broken or cut off at this byte.
    case malformed(at: Int)
    case tooDeep
    /// A member without which the answer means nothing.
    case missing(String)
    /// About another object than was asked for, by its id.
    case other(String)
}

/// Reads JSON front to back, straight into the values that are wanted; everything else is stepped over unread.
///
/// Made for long lists: no tree, no copies of what nobody asks for. Typed reads are tolerant, as the services are
/// loose with types: numbers may come as texts and the other way round, flags as `"True"`, anything as `null`
/// (source: API reference, types that surprise). A value of another shape reads as `nil` and is stepped over.
package struct JSONScanner {
    /// Deepest nesting accepted.
    package static let maximumDepth = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// - Parameter bytes: must stay valid while the scanner and the keys it hands out are used.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Reads one document. Throws when bytes other than blanks follow it.
    package static func read<Result>(
        _ buffer: ByteBuffer, _ body: (inout JSONScanner) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        let outcome = buffer.withUnsafeReadableBytes { raw -> Swift.Result<Result, JSONFailure> in
            var scanner = JSONScanner(raw.bindMemory(to: UInt8.self))
            do throws(JSONFailure) {
                let result = try body(&scanner)
                try scanner.finish()
                return .success(result)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// The name of an object's member. Valid only inside the closure that receives it.
    package struct Key {
        fileprivate let bytes: UnsafeBufferPointer<UInt8>
        fileprivate let hasEscapes: Bool

        package var text: String { JSONScanner.text(bytes, hasEscapes: hasEscapes) }

        package static func ~= (name: StaticString, key: Key) -> Bool {
            guard name.utf8CodeUnitCount == key.bytes.count, !key.hasEscapes else { return false }
            for index in 0..<key.bytes.count where name.utf8Start[index] != key.bytes[index] { return false }
            return true
        }
    }

    // MARK: - Structure

    /// Calls `member` for each member; what it does not read is stepped over. Any other value is stepped over whole.
    package mutating func object(
        _ member: (inout JSONScanner, Key) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        guard peek() == UInt8(ascii: "{") else { return try skip() }
        try enter()
        if take(UInt8(ascii: "}")) { return leave() }
        while true {
            let (range, hasEscapes) = try stringRange()
            try expect(UInt8(ascii: ":"))
            skipBlanks()
            let start = position
            try member(&self, Key(bytes: UnsafeBufferPointer(rebasing: bytes[range]), hasEscapes: hasEscapes))
            if position == start { try skip() }
            if take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "}"))
            return leave()
        }
    }

    /// Calls `element` for each element; what it does not read is stepped over. Any other value is stepped over whole.
    package mutating func array(
        _ element: (inout JSONScanner) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        guard peek() == UInt8(ascii: "[") else { return try skip() }
        try enter()
        if take(UInt8(ascii: "]")) { return leave() }
        while true {
            skipBlanks()
            let start = position
            try element(&self)
            if position == start { try skip() }
            if take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "]"))
            return leave()
        }
    }

    package var isObject: Bool { nextByte() == UInt8(ascii: "{") }
    package var isArray: Bool { nextByte() == UInt8(ascii: "[") }

    /// Steps over one value. Brackets inside are counted, not paired by kind.
    package mutating func skip() throws(JSONFailure) {
        var open = 0
        repeat {
            guard let byte = peek() else { throw .malformed(at: position) }
            switch byte {
            case UInt8(ascii: "\""): _ = try stringRange()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open += 1
                position += 1
                if depth + open > Self.maximumDepth { throw .tooDeep }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard open > 0 else { throw .malformed(at: position) }
                open -= 1
                position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard open > 0 else { throw .malformed(at: position) }
                position += 1
            default: _ = try literalRange()
            }
        } while open > 0
    }

    private func finish() throws(JSONFailure) {
        var copy = self
        if copy.peek() != nil { throw .malformed(at: copy.position) }
    }

    // MARK: - Values

    /// Texts as they are, numbers and flags as they are written.
    package mutating func string() throws(JSONFailure) -> String? {
        guard let byte = peek() else { throw .malformed(at: position) }
        switch byte {
        case UInt8(ascii: "\""):
            let (range, hasEscapes) = try stringRange()
            return Self.text(UnsafeBufferPointer(rebasing: bytes[range]), hasEscapes: hasEscapes)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try skip()
            return nil
        default:
            let range = try literalRange()
            if bytes[range.lowerBound] == UInt8(ascii: "n") { return nil }
            return String(decoding: bytes[range], as: UTF8.self)
        }
    }

    /// A text, and nothing else: a number or flag in the place of an id, a name or a word is damage.
    package mutating func text() throws(JSONFailure) -> String? {
        guard nextByte() == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        return try string()
    }

    /// A size or count: from 0 to ``largestNumber``.
    package mutating func amount() throws(JSONFailure) -> Int? {
        try int().flatMap { $0 >= 0 ? $0 : nil }
    }

    /// No service counts further, and sums of such numbers do not overflow.
    package static let largestNumber = 1_000_000_000_000

    /// Numbers, also inside texts; fractions are cut off. `nil` beyond ``largestNumber`` on either side of 0.
    package mutating func int() throws(JSONFailure) -> Int? {
        guard let byte = peek() else { throw .malformed(at: position) }
        switch byte {
        case UInt8(ascii: "\""): return Self.integer(bytes[try stringRange().0])
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try skip()
            return nil
        default: return Self.integer(bytes[try literalRange()])
        }
    }

    package mutating func double() throws(JSONFailure) -> Double? {
        try string().flatMap { Double($0) }
    }

    /// `true`, `"true"`, `"True"`, and the same with false.
    package mutating func bool() throws(JSONFailure) -> Bool? {
        switch try string()?.lowercased() {
        case "true"?: true
        case "false"?: false
        default: nil
        }
    }

    /// Texts of an array; other elements are left out.
    package mutating func strings() throws(JSONFailure) -> [String] {
        var result: [String] = []
        try array { (scanner: inout JSONScanner) throws(JSONFailure) in
            if let text = try scanner.string() { result.append(text) }
        }
        return result
    }

    private static func integer(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var digits = text
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var result = 0
        for (index, byte) in digits.enumerated() {
            if byte == UInt8(ascii: "."), index > 0 { break }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            guard !overflow, !overflow2, sum <= largestNumber else { return nil }
            result = sum
        }
        return isNegative ? -result : result
    }
}

// MARK: - Bytes

extension JSONScanner {
    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The next byte that is no blank; `nil` at the end.
    private mutating func peek() -> UInt8? {
        skipBlanks()
        return position < bytes.count ? bytes[position] : nil
    }

    private func nextByte() -> UInt8? {
        var copy = self
        return copy.peek()
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONFailure) {
        guard take(byte) else { throw .malformed(at: position) }
    }

    private mutating func enter() throws(JSONFailure) {
        depth += 1
        position += 1
        if depth > Self.maximumDepth { throw .tooDeep }
    }

    private mutating func leave() { depth -= 1 }

    /// What stands between the quotes, and whether there is a backslash in it.
    private mutating func stringRange() throws(JSONFailure) -> (Range<Int>, Bool) {
        guard take(UInt8(ascii: "\"")) else { throw .malformed(at: position) }
        let start = position
        var hasEscapes = false
        while true {
            stepOverPlainText()
            guard position < bytes.count else { throw .malformed(at: bytes.count) }
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                return (start..<position - 1, hasEscapes)
            }
            hasEscapes = true
            position += 2
            guard position <= bytes.count else { throw .malformed(at: bytes.count) }
        }
    }

    /// To the next quote or backslash, eight bytes at a time.
    private mutating func stepOverPlainText() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawBufferPointer(bytes)
        while position + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let quotes = word ^ (ones &* 0x22)
            let escapes = word ^ (ones &* 0x5C)
            let hits = ((quotes &- ones) & ~quotes & highs) | ((escapes &- ones) & ~escapes & highs)
            if hits != 0 {
                position += UInt64(littleEndian: hits).trailingZeroBitCount / 8
                return
            }
            position += 8
        }
        while position < raw.count, raw[position] != 0x22, raw[position] != 0x5C { position += 1 }
    }

    /// A number, `true`, `false` or `null`. Never empty.
    private mutating func literalRange() throws(JSONFailure) -> Range<Int> {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
                position += 1
                continue
            default: break
            }
            break
        }
        guard position > start, isLiteral(start..<position) else { throw .malformed(at: start) }
        return start..<position
    }

    private func isLiteral(_ range: Range<Int>) -> Bool {
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "t"): bytes[range].elementsEqual("true".utf8)
        case UInt8(ascii: "f"): bytes[range].elementsEqual("false".utf8)
        case UInt8(ascii: "n"): bytes[range].elementsEqual("null".utf8)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// Invalid UTF-8 is replaced, as are halves of surrogate pairs.
    fileprivate static func text(_ bytes: UnsafeBufferPointer<UInt8>, hasEscapes: Bool) -> String {
        guard hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
        var units: [UInt8] = []
        units.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < bytes.count else {
                units.append(byte)
                continue
            }
            let escape = bytes[index]
            index += 1
            switch escape {
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0C)
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "u"): units += Array(String(scalar(bytes, &index)).utf8)
            default: units.append(escape)
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// The scalar of the four hex digits at `index`, and of the low surrogate behind them if one is needed.
    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Unicode.Scalar {
        guard let first = unit(bytes, index) else { return "\u{FFFD}" }
        index += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u"), let second = unit(bytes, index + 2),
            (0xDC00...0xDFFF).contains(second)
        else { return "\u{FFFD}" }
        index += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        var result: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = PercentEncoding.hexValue(byte) else { return nil }
            result = result << 4 | UInt32(digit)
        }
        return result
    }
}
