import XimageCore

/// A request body. Members keep the order in which they were given, so that equal requests have equal bytes.
package indirect enum JSONBody: Hashable, Sendable {
    case string(String)
    case int(Int)
    case bool(Bool)
    case array([JSONBody])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONBody
    }

    /// Members whose value is `nil` are left out.
    package static func object(_ members: KeyValuePairs<String, JSONBody?>) -> JSONBody {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// Sorted by name.
    package static func map(_ values: [String: String]) -> JSONBody {
        .object(
            values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { Member(name: $0.key, value: .string($0.value)) })
    }

    /// `[{"key": ..., "value": ...}]`, sorted by key.
    package static func tags(_ tags: [String: String]) -> JSONBody {
        .array(
            tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { .object(["key": .string($0.key), "value": .string($0.value)]) })
    }

    package var bytes: [UInt8] {
        var result: [UInt8] = []
        write(to: &result)
        return result
    }

    private func write(to result: inout [UInt8]) {
        switch self {
        case .string(let text): Self.write(text, to: &result)
        case .int(let number): result += Array(String(number).utf8)
        case .bool(let flag): result += Array((flag ? "true" : "false").utf8)
        case .array(let elements):
            result.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { result.append(UInt8(ascii: ",")) }
                element.write(to: &result)
            }
            result.append(UInt8(ascii: "]"))
        case .object(let members):
            result.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { result.append(UInt8(ascii: ",")) }
                Self.write(member.name, to: &result)
                result.append(UInt8(ascii: ":"))
                member.value.write(to: &result)
            }
            result.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to result: inout [UInt8]) {
        result.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): result += Array("\\\"".utf8)
            case UInt8(ascii: "\\"): result += Array("\\\\".utf8)
            case 0x0A: result += Array("\\n".utf8)
            case 0x0D: result += Array("\\r".utf8)
            case 0x09: result += Array("\\t".utf8)
            case 0..<0x20: result += Array("\\u00\(PercentEncoding.hex([byte]))".utf8)
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
    }
}

extension JSONBody: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
