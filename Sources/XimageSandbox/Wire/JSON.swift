/// A parsed request body. Members keep their order; of equal keys the last counts, as in the services' own parsers.
indirect enum JSON: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([(key: String, value: JSON)])

    struct SyntaxError: Error {}

    /// Nesting that no request of these services needs.
    static let depthLimit = 64

    init(parsing bytes: [UInt8]) throws(SyntaxError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }

    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        guard let found = members.last(where: { $0.key == name })?.value else { return nil }
        if case .null = found { return nil }
        return found
    }

    var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// Bounds of `int`. Sums and products of a few numbers within them fit `Int`, so no request can end the process.
    static let intBounds = -(1 << 48)...(1 << 48)

    /// `exactInt`, or the nearest of `intBounds`: larger than any size, count or offset that a service accepts.
    var int: Int? {
        exactInt.map { min(max($0, Self.intBounds.lowerBound), Self.intBounds.upperBound) }
    }

    /// An integer, also when it came as a string that holds one or as a float without fraction. Not for arithmetic.
    var exactInt: Int? {
        switch self {
        case .int(let number): number
        case .double(let number): Int(exactly: number)
        case .string(let text): Int(text)
        default: nil
        }
    }

    /// A boolean, also when it came as the string `true` or `false`.
    var bool: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string(let text): ["true": true, "false": false, "True": true, "False": false][text]
        default: nil
        }
    }

    var array: [JSON]? {
        if case .array(let items) = self { return items }
        return nil
    }

    var object: [(key: String, value: JSON)]? {
        if case .object(let members) = self { return members }
        return nil
    }

    /// The text of a scalar.
    var text: String? {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSON.SyntaxError) -> JSON {
        let value = try value(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw JSON.SyntaxError() }
        return value
    }

    private mutating func value(depth: Int) throws(JSON.SyntaxError) -> JSON {
        skipBlanks()
        guard position < bytes.count, depth < JSON.depthLimit else { throw JSON.SyntaxError() }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSON.SyntaxError) -> JSON {
        var members: [(key: String, value: JSON)] = []
        position += 1
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipBlanks()
            let key = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw JSON.SyntaxError() }
            members.append((key, try value(depth: depth + 1)))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw JSON.SyntaxError() }
        }
    }

    private mutating func array(depth: Int) throws(JSON.SyntaxError) -> JSON {
        var items: [JSON] = []
        position += 1
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value(depth: depth + 1))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw JSON.SyntaxError() }
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSON.SyntaxError) -> JSON {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count,
            bytes[position..<position + count].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: count))
        else { throw JSON.SyntaxError() }
        position += count
        return value
    }

    private mutating func number() throws(JSON.SyntaxError) -> JSON {
        let start = position
        while position < bytes.count, isNumberByte(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let number = Int(text) { return .int(number) }
        if let number = Double(text), number.isFinite { return .double(number) }
        throw JSON.SyntaxError()
    }

    private func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func string() throws(JSON.SyntaxError) -> String {
        guard take(UInt8(ascii: "\"")) else { throw JSON.SyntaxError() }
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
                    throw JSON.SyntaxError()
                }
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case ..<0x20: throw JSON.SyntaxError()
            default: position += 1
            }
        }
        throw JSON.SyntaxError()
    }

    private mutating func escapedString(from start: Int) throws(JSON.SyntaxError) -> String {
        var unescaped = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: unescaped, as: UTF8.self) else {
                    throw JSON.SyntaxError()
                }
                return text
            case UInt8(ascii: "\\"): try unescape(into: &unescaped)
            case ..<0x20: throw JSON.SyntaxError()
            default: unescaped.append(byte)
            }
        }
        throw JSON.SyntaxError()
    }

    private mutating func unescape(into text: inout [UInt8]) throws(JSON.SyntaxError) {
        guard position < bytes.count else { throw JSON.SyntaxError() }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try unicodeScalar())).utf8)
        default: throw JSON.SyntaxError()
        }
    }

    private mutating func unicodeScalar() throws(JSON.SyntaxError) -> Unicode.Scalar {
        let first = try hexUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first >= 0xD800, first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw JSON.SyntaxError()
        }
        let second = try hexUnit()
        guard second >= 0xDC00, second < 0xE000,
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw JSON.SyntaxError() }
        return scalar
    }

    private mutating func hexUnit() throws(JSON.SyntaxError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw JSON.SyntaxError() }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = hexValue(byte) else { throw JSON.SyntaxError() }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }
}

/// The value of a hexadecimal digit, either case.
func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
