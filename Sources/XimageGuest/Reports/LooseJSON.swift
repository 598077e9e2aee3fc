import Foundation

/// JSON of tools that cannot agree on their types: numbers may be quoted, a list of one may be an object.
enum LooseJSON: Decodable, Sendable {
    case object([String: LooseJSON])
    case array([LooseJSON])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([LooseJSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: LooseJSON].self))
        }
    }

    /// `nil` when the text is no JSON.
    static func parse(_ text: String) -> LooseJSON? {
        try? JSONDecoder().decode(LooseJSON.self, from: Data(text.utf8))
    }

    subscript(key: String) -> LooseJSON? { if case .object(let members) = self { members[key] } else { nil } }

    /// The items of a list; an object alone counts as a list of one, nothing as an empty one.
    var items: [LooseJSON] {
        switch self {
        case .array(let items): items
        case .null: []
        default: [self]
        }
    }

    /// Not empty.
    var text: String? {
        switch self {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
        default: nil
        }
    }

    var int: Int64? {
        switch self {
        case .number(let number): Int64(exactly: number)
        case .string(let text): Int64(text)
        default: nil
        }
    }

    var bool: Bool? {
        switch self {
        case .bool(let bool): bool
        case .number(let number): number != 0
        case .string(let text): ["true": true, "false": false, "1": true, "0": false][text.lowercased()]
        default: nil
        }
    }
}
