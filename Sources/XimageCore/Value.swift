/// A typed attribute value. Sizes are whole GiB, durations whole seconds; the attribute's schema names the unit.
package enum Value: Hashable, Sendable {
    /// Absent. The service does not tell absent, `null` and `""` apart, so neither does a comparison.
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case list([Value])
    case map([String: Value])
    /// The remote id of another resource, which may be known only after that resource was made. Elsewhere, as an address
    /// is four times as large as any other value, and a hundred thousand resources hold a million values.
    indirect case reference(Address)
    /// Chosen by the cloud while the plan is carried out. People see "known after apply".
    case knownAfterApply
    /// Marked where it was read. Never rendered, compared, journaled or stored.
    case secret(Secret)
}

/// A text that must never be shown or stored.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The only way to the text. For the request that needs it and for nothing else.
    package func reveal() -> String { text }

    package var description: String { "(sensitive)" }
    package var debugDescription: String { "(sensitive)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension Value {
    /// What an answer contains and is nothing, such as the address of a server that has none. What an answer does not
    /// contain is `.null`, and unknown.
    package static let nothing = Value.list([])

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var int: Int? {
        if case .int(let number) = self { number } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    package var list: [Value]? {
        if case .list(let values) = self { values } else { nil }
    }

    package var map: [String: Value]? {
        if case .map(let values) = self { values } else { nil }
    }

    package var reference: Address? {
        if case .reference(let address) = self { address } else { nil }
    }

    /// A map whose values are all texts, as tags are.
    package var stringMap: [String: String]? { map?.compactMapValues(\.string) }

    package static func strings(_ values: [String]) -> Value { .list(values.map(Value.string)) }

    package static func strings(_ values: [String: String]) -> Value { .map(values.mapValues(Value.string)) }

    /// Absent, empty text, empty list and empty map count as nothing.
    package var isEmpty: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .list(let values): values.isEmpty
        case .map(let values): values.isEmpty
        default: false
        }
    }

    /// Equal to the service: nothing equals nothing, whatever its form.
    package func matches(_ other: Value) -> Bool {
        self == other || (isEmpty && other.isEmpty)
    }

    /// False while some part of the value is known only after apply.
    package var isKnown: Bool {
        switch self {
        case .reference, .knownAfterApply: false
        case .list(let values): values.allSatisfy(\.isKnown)
        case .map(let values): values.values.allSatisfy(\.isKnown)
        default: true
        }
    }

    /// True where any part is a secret.
    package var isSensitive: Bool {
        switch self {
        case .secret: true
        case .list(let values): values.contains(where: \.isSensitive)
        case .map(let values): values.values.contains(where: \.isSensitive)
        default: false
        }
    }
}
