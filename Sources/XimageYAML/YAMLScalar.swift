/// A scalar's value by the core schema of YAML 1.2, with one stricter reading: a decimal integer with a leading zero
/// (`0777`) is a string, because readers disagree whether it is octal.
package enum YAMLScalar: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    /// An integer outside 64 bits, as written.
    case hugeInt(String)
    case float(Double)
    case string(String)

    /// What the content means in this style and under this tag. A tag that does not fit leaves a string; the parser
    /// reported it.
    package init(content: UnsafeBufferPointer<UInt8>, style: YAMLStyle, tag: YAMLTag) {
        switch tag {
        case .nonSpecific, .string:
            self = .string(String(decoding: content, as: UTF8.self))
        case .none where style != .plain, .other where style != .plain:
            self = .string(String(decoding: content, as: UTF8.self))
        case .float:
            self = Self.plain(content).asFloat
        default:
            self = Self.plain(content)
        }
    }

    /// The value of a plain text.
    package static func plain(_ text: String) -> YAMLScalar {
        var text = text
        return text.withUTF8 { plain($0) }
    }

    static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar {
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            if let number = number(bytes) { return number }
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"):
            if bytes.count <= 5, let word = word(String(decoding: bytes, as: UTF8.self)) { return word }
        default: break
        }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    private static func word(_ text: String) -> YAMLScalar? {
        switch text {
        case "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: nil
        }
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        let isSigned = bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-")
        let digits = bytes[(isSigned ? 1 : 0)...]
        guard let first = digits.first else { return nil }
        if first == UInt8(ascii: "."), let special = special(bytes, digits) { return special }
        if digits.allSatisfy({ (0x30...0x39).contains($0) }) { return decimal(bytes, digits) }
        if !isSigned, first == UInt8(ascii: "0"), bytes.count > 2 {
            switch bytes[1] {
            case UInt8(ascii: "x"): return radix(bytes, 16)
            case UInt8(ascii: "o"): return radix(bytes, 8)
            default: break
            }
        }
        guard isFloat(digits) else { return nil }
        return Double(String(decoding: bytes, as: UTF8.self)).map { .float($0) }
    }

    private static func decimal(
        _ bytes: UnsafeBufferPointer<UInt8>, _ digits: Slice<UnsafeBufferPointer<UInt8>>
    ) -> YAMLScalar? {
        if digits.count > 1, digits.first == UInt8(ascii: "0") { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return Int(text).map { .int($0) } ?? .hugeInt(text)
    }

    private static func radix(_ bytes: UnsafeBufferPointer<UInt8>, _ radix: Int) -> YAMLScalar? {
        let digits = String(decoding: bytes[2...], as: UTF8.self)
        guard digits.utf8.allSatisfy({ isDigit($0, radix) }) else { return nil }
        return Int(digits, radix: radix).map { .int($0) }
            ?? .hugeInt(String(decoding: bytes, as: UTF8.self))
    }

    private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
        switch byte {
        case 0x30...0x37: true
        case 0x38...0x39: radix > 8
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
        default: false
        }
    }

    private static func special(
        _ bytes: UnsafeBufferPointer<UInt8>, _ digits: Slice<UnsafeBufferPointer<UInt8>>
    ) -> YAMLScalar? {
        switch String(decoding: digits, as: UTF8.self) {
        case ".inf", ".Inf", ".INF": .float(bytes[0] == UInt8(ascii: "-") ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": digits.count == bytes.count ? .float(.nan) : nil
        default: nil
        }
    }

    /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var rest = bytes
        func takeDigits() -> Int {
            let before = rest.count
            while let byte = rest.first, (0x30...0x39).contains(byte) { rest.removeFirst() }
            return before - rest.count
        }
        let whole = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard takeDigits() > 0 || whole > 0 else { return false }
        } else if whole == 0 {
            return false
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private var asFloat: YAMLScalar {
        switch self {
        case .int(let number): .float(Double(number))
        case .hugeInt(let text): Double(text).map { .float($0) } ?? self
        default: self
        }
    }
}
